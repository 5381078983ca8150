import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { problemOf, type Problem } from '@/api/problem'
import type { Notification, NotificationState, Page } from '@/api/types'
import { useSession } from '@/auth/session'
import { useLive } from '@/live/live'
import { useSimulated } from '@/live/simulated'
import { debounce } from '@/live/debounce'
import { indexBySignal, mergeNotifications, type Notified } from './merge'

const pageSize = 200
const mostPages = 10

/** The history of notifications, newest first, and by it whether a signal was notified. */
export const useNotifications = defineStore('notifications', () => {
  const { client } = useSession()
  const simulated = useSimulated()
  const items = shallowRef<Notification[]>([])
  const next = ref<string | null>(null)
  const loaded = ref(false)
  const problem = ref<Problem | null>(null)
  const bySignal = computed(() => indexBySignal(items.value))
  const oldest = computed(() => items.value.at(-1)?.created_at ?? null)
  let covering: Promise<void> | null = null

  const read = (after: string | null): Promise<Page<Notification>> =>
    client.get('/api/v1/notifications', { limit: pageSize, after, total: false })

  async function reload(): Promise<void> {
    try {
      const page = await read(null)
      const known = new Set(items.value.map((item) => item.id))
      const joins = page.next === null || page.items.some((item) => known.has(item.id))
      if (!joins || !loaded.value) next.value = page.next
      items.value = joins ? mergeNotifications(items.value, page.items) : page.items
      loaded.value = true
      problem.value = null
      simulated.observe(...page.items)
    } catch (error) {
      problem.value = problemOf(error)
    }
  }

  /** Reads back until the history reaches the time, so that "not notified" is known and not guessed. */
  function cover(time: string): Promise<void> {
    covering ??= coverNow(time).finally(() => {
      covering = null
    })
    return covering
  }

  async function coverNow(time: string): Promise<void> {
    try {
      for (let pages = 0; pages < mostPages && !covers(time) && next.value !== null; pages++) {
        const page = await read(next.value)
        next.value = page.next
        items.value = mergeNotifications(items.value, page.items)
      }
    } catch (error) {
      problem.value = problemOf(error)
    }
  }

  function covers(time: string): boolean {
    if (!loaded.value) return false
    return next.value === null || (oldest.value !== null && Date.parse(oldest.value) <= Date.parse(time))
  }

  /** How far the news of a signal got; `unknown` where the history read so far does not reach back to it. */
  function notified(signalId: string, receivedAt: string): Notified {
    return bySignal.value.get(signalId) ?? { state: covers(receivedAt) ? 'none' : 'unknown', channels: [] }
  }

  const soon = debounce(() => void reload(), 400)

  /** An event says what became of one notification; its text comes with the next reading. */
  function receive(data: unknown): void {
    const { id, state } = data as { id: string; state: NotificationState }
    items.value = items.value.map((item) => (item.id === id ? { ...item, state } : item))
    soon()
  }

  function follow(): () => void {
    const live = useLive()
    const stops = [
      live.on('notifications', receive),
      // The decision to notify is no event of its own: it follows each signal within moments.
      live.on('signals', soon),
      live.onSubscribed(() => void reload()),
    ]
    return () => stops.forEach((stop) => stop())
  }

  return { items, loaded, problem, reload, cover, notified, follow }
})
