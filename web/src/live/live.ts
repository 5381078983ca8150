import { defineStore } from 'pinia'
import { ref } from 'vue'
import { ApiError } from '@/api/problem'
import { topics, type Ticket, type Topic } from '@/api/types'
import { useSession } from '@/auth/session'
import { useSimulated } from './simulated'
import { LiveSocket, type LiveState } from './socket'

type Listener = (data: unknown) => void

/** The one live connection of the page: stores listen to topics and re-read after each (re)connection. */
export const useLive = defineStore('live', () => {
  const session = useSession()
  const simulated = useSimulated()
  const state = ref<LiveState>('off')
  const retryAt = ref<number | null>(null)
  const listeners = new Map<Topic, Set<Listener>>()
  const readers = new Set<() => void>()

  const socket = new LiveSocket({
    topics,
    ticket,
    address: (value) => {
      const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:'
      return `${scheme}//${location.host}/ws?ticket=${encodeURIComponent(value)}`
    },
    onState: (value, at) => {
      state.value = value
      retryAt.value = at
    },
    onHello: (value) => simulated.observe({ simulated: value }),
    onSubscribed: () => readers.forEach((read) => read()),
    onEvent: ({ topic, data }) => listeners.get(topic)?.forEach((listener) => listener(data)),
  })

  async function ticket(): Promise<string | undefined> {
    try {
      return (await session.client.post<Ticket>('/api/v1/auth/ws-ticket')).ticket
    } catch (error) {
      if (error instanceof ApiError && error.problem.status === 401) return undefined
      throw error
    }
  }

  /** Calls the listener for each event of a topic; returns the way to stop that. */
  function on(topic: Topic, listener: Listener): () => void {
    const set = listeners.get(topic) ?? new Set()
    listeners.set(topic, set.add(listener))
    return () => set.delete(listener)
  }

  /** Calls the reader whenever a subscription stands anew; at once when one stands already. */
  function onSubscribed(reader: () => void): () => void {
    readers.add(reader)
    if (state.value === 'live') reader()
    return () => readers.delete(reader)
  }

  const hurry = (): void => socket.hurry()
  const resume = (): void => {
    if (document.visibilityState === 'visible') hurry()
  }

  function start(): void {
    window.addEventListener('online', hurry)
    document.addEventListener('visibilitychange', resume)
    socket.start()
  }

  function stop(): void {
    window.removeEventListener('online', hurry)
    document.removeEventListener('visibilitychange', resume)
    socket.stop()
  }

  return { state, retryAt, on, onSubscribed, start, stop, hurry }
})
