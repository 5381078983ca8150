import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { problemOf, type Problem } from '@/api/problem'
import type { Page, Signal } from '@/api/types'
import { useSession } from '@/auth/session'
import { useLive } from '@/live/live'
import { useSimulated } from '@/live/simulated'
import { matches, merge, type SignalFilter } from './merge'

const pageSize = 100
/** The most that the server gives at once, and so the depth to which a list is read again. */
const largestPage = 500
/** Events are shown in strokes, so that a burst of signals costs one rendering. Milliseconds. */
const stroke = 80

/** A live list of signals under a filter. `keep` bounds it where nobody asks for older ones. */
export function useSignalFeed(filter: Ref<SignalFilter>, keep: number | null = null) {
  const { client } = useSession()
  const live = useLive()
  const simulated = useSimulated()
  const items = shallowRef<Signal[]>([])
  const next = ref<string | null>(null)
  const total = ref<number | null>(null)
  const problem = ref<Problem | null>(null)
  const loading = ref(false)
  const loadingOlder = ref(false)
  const fresh = shallowRef<ReadonlySet<string>>(new Set())
  let waiting: Signal[] = []
  let meanwhile: Signal[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let reading = 0

  const read = (limit: number, after: string | null): Promise<Page<Signal>> =>
    client.get<Page<Signal>>('/api/v1/signals', { ...filter.value, limit, after, total: after === null })

  function show(list: Signal[]): void {
    items.value = keep === null ? list : list.slice(0, keep)
  }

  /** Reads all again that is shown: an outage leaves holes anywhere, for signals are also recovered with old times. */
  async function reload(): Promise<void> {
    const round = ++reading
    loading.value = true
    meanwhile = []
    try {
      const page = await read(Math.min(largestPage, Math.max(pageSize, items.value.length)), null)
      if (round !== reading) return
      next.value = page.next
      total.value = page.total
      problem.value = null
      simulated.observe(...page.items)
      show(merge(page.items, meanwhile))
    } catch (error) {
      if (round === reading) problem.value = problemOf(error)
    } finally {
      if (round === reading) loading.value = false
    }
  }

  async function loadOlder(): Promise<void> {
    if (next.value === null || loadingOlder.value) return
    const round = reading
    const cursor = next.value
    loadingOlder.value = true
    try {
      const page = await read(pageSize, cursor)
      if (round !== reading && next.value !== cursor) return
      next.value = page.next
      problem.value = null
      show(merge(items.value, page.items))
    } catch (error) {
      problem.value = problemOf(error)
    } finally {
      loadingOlder.value = false
    }
  }

  function flush(): void {
    timer = undefined
    const known = new Set(items.value.map((signal) => signal.id))
    const added = waiting.filter((signal) => !known.has(signal.id))
    show(merge(items.value, waiting))
    waiting = []
    fresh.value = new Set(added.map((signal) => signal.id))
    if (total.value !== null) total.value += fresh.value.size
  }

  function receive(data: unknown): void {
    const signals = (Array.isArray(data) ? data : [data]) as Signal[]
    simulated.observe(...signals)
    const matching = signals.filter((signal) => matches(filter.value, signal))
    waiting.push(...matching)
    if (loading.value) meanwhile.push(...matching)
    if (waiting.length > 0) timer ??= setTimeout(flush, stroke)
  }

  const stopWatch = watch(filter, () => {
    clearTimeout(timer)
    timer = undefined
    waiting = []
    items.value = []
    next.value = null
    total.value = null
    void reload()
  })
  const stops = [live.on('signals', receive), live.onSubscribed(() => void reload()), stopWatch]
  if (live.state !== 'live') void reload()
  onScopeDispose(() => {
    reading++
    clearTimeout(timer)
    stops.forEach((stop) => stop())
  })

  const hasOlder = computed(() => next.value !== null)
  return { items, total, problem, loading, loadingOlder, hasOlder, fresh, reload, loadOlder }
}
