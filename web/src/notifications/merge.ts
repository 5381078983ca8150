import type { Notification, NotificationState } from '@/api/types'

export interface Notified {
  state: NotificationState | 'none' | 'unknown'
  channels: string[]
}

/** The best that happened to a signal's notifications stands for it; a failure only where nothing else happened. */
const rank: Record<NotificationState, number> = { delivered: 5, pending: 4, held: 3, digested: 2, failed: 1 }

type Items = readonly Notification[]

/** Both in one, newest first, each once; the incoming one is the newer knowledge. */
export function mergeNotifications(present: Items, incoming: Items): Notification[] {
  const byId = new Map(present.map((item) => [item.id, item]))
  for (const item of incoming) byId.set(item.id, item)
  const newerFirst = (a: Notification, b: Notification): number =>
    Date.parse(b.created_at) - Date.parse(a.created_at) || (a.id < b.id ? 1 : -1)
  return [...byId.values()].sort(newerFirst)
}

export function indexBySignal(items: readonly Notification[]): Map<string, Notified> {
  const index = new Map<string, Notified>()
  for (const item of items) {
    if (item.signal_id === null) continue
    const found = index.get(item.signal_id)
    const before = found?.state as NotificationState | undefined
    const state = before === undefined || rank[item.state] > rank[before] ? item.state : before
    index.set(item.signal_id, { state, channels: [...(found?.channels ?? []), item.channel] })
  }
  return index
}
