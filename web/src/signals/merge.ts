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

/** The order of the server's lists: by the time of the event, and among equals as they were stored. */
const newerFirst = (a: Signal, b: Signal): number =>
  Date.parse(b.event_time) - Date.parse(a.event_time) || b.position - a.position

/** Both lists in one, newest first, each signal once; of two with one id the incoming stays. */
export function merge(present: readonly Signal[], incoming: readonly Signal[]): Signal[] {
  const byId = new Map(present.map((signal) => [signal.id, signal]))
  for (const signal of incoming) byId.set(signal.id, signal)
  return [...byId.values()].sort(newerFirst)
}
