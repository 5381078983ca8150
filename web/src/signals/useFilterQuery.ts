import { computed } from 'vue'
import { useRoute, useRouter, type LocationQuery } from 'vue-router'
import { everything, type SignalFilter } from './merge'

export const levels = ['strong', 'medium', 'weak', 'ignore'] as const
export const actions = ['buy', 'sell', 'hold'] as const
export const kinds = ['signal', 'trade', 'status'] as const

const among = <T extends string>(values: readonly T[], value: unknown): T | null =>
  values.find((known) => known === value) ?? null

/** The filters of the page's address; what is not understood there is no filter. */
export function filterOf(query: LocationQuery): SignalFilter {
  const id = Number(query.strategy_id)
  const pair = typeof query.pair === 'string' ? query.pair.trim().toUpperCase() : ''
  return {
    strategy_id: Number.isSafeInteger(id) && id > 0 ? id : null,
    pair: pair === '' ? null : pair,
    level: among(levels, query.level),
    action: among(actions, query.action),
    kind: among(kinds, query.kind),
  }
}

/** Filters live in the address, so that a view can be kept, shared and gone back to. */
export function useFilterQuery() {
  const route = useRoute()
  const router = useRouter()
  const text = computed(() => JSON.stringify(filterOf(route.query)))
  const filter = computed(() => JSON.parse(text.value) as SignalFilter)
  const filtered = computed(() => text.value !== JSON.stringify(everything))

  function change(part: Partial<SignalFilter>): void {
    const entries = Object.entries({ ...filter.value, ...part }).filter(([, value]) => value !== null && value !== '')
    void router.replace({ query: Object.fromEntries(entries.map(([name, value]) => [name, String(value)])) })
  }

  return { filter, filtered, change }
}
