import type { Signal } from '@/api/types'

/** What a list of signals is narrowed to; null is everything. */
export interface SignalFilter {
  strategy_id: number | null
  pair: string | null
  level: Signal['level'] | null
  action: Signal['action'] | null
  kind: Signal['kind'] | null
}

export const everything: SignalFilter = { strategy_id: null, pair: null, level: null, action: null, kind: null }

export function matches(filter: SignalFilter, signal: Signal): boolean {
  return (Object.keys(filter) as (keyof SignalFilter)[])
    .every((field) => filter[field] === null || filter[field] === signal[field])
}

/** Both lists in one, newest first, each signal once; of two with one id the incoming stays. */
export function merge(present: readonly Signal[], incoming: readonly Signal[]): Signal[] {
  const byId = new Map(present.map((signal) => [signal.id, signal]))
  for (const signal of incoming) byId.set(signal.id, signal)
  return [...byId.values()].sort((a, b) => b.position - a.position)
}

/**
 * The list after a new reading of its newest page. Where the page reaches back into what was there, both are one.
 * Where it does not, something between is missing: then only what is surely whole stays, the page and newer events.
 */
export function rejoin(present: readonly Signal[], page: readonly Signal[], pageIsAll: boolean): Signal[] {
  const newest = page[0]
  const oldest = page.at(-1)
  if (!newest || !oldest) return pageIsAll ? [] : [...present]
  const ids = new Set(present.map((signal) => signal.id))
  if (pageIsAll || !page.some((signal) => ids.has(signal.id))) {
    return merge(present.filter((signal) => signal.position > newest.position), page)
  }
  return merge(present, page)
}
