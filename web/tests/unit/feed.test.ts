import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, ref, type EffectScope } from 'vue'
import type { Page, Signal } from '@/api/types'
import { useSession } from '@/auth/session'
import { useLive } from '@/live/live'
import { useSimulated } from '@/live/simulated'
import { useSignalFeed } from '@/signals/feed'
import { everything } from '@/signals/merge'
import { settle, signal } from './helpers'

type Query = Record<string, unknown>

/** The feed with a live connection and an API that the test moves by hand. */
function setUp(read: (query: Query) => Page<Signal>) {
  setActivePinia(createPinia())
  sessionStorage.clear()
  const live = useLive()
  const listeners: ((data: unknown) => void)[] = []
  const readers: (() => void)[] = []
  vi.spyOn(live, 'on').mockImplementation((_, listener) => {
    listeners.push(listener)
    return () => undefined
  })
  vi.spyOn(live, 'onSubscribed').mockImplementation((reader) => {
    readers.push(reader)
    return () => undefined
  })
  const get = vi.spyOn(useSession().client, 'get').mockImplementation(async (_, query) => read(query as Query))
  const filter = ref(everything)
  const scope: EffectScope = effectScope()
  const feed = scope.run(() => useSignalFeed(filter)) as ReturnType<typeof useSignalFeed>
  const event = async (...signals: Signal[]): Promise<void> => {
    for (const one of signals) listeners.forEach((listener) => listener(one))
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const reconnect = async (): Promise<void> => {
    readers.forEach((reader) => reader())
    await settle()
  }
  return { feed, filter, get, event, reconnect, scope }
}

const page = (positions: number[], next: string | null = null, total: number | null = null): Page<Signal> =>
  ({ items: positions.map((position) => signal(position)), next, total })

describe('useSignalFeed', () => {
  let answers: Page<Signal>[] = []
  const read = (): Page<Signal> => answers.shift() as Page<Signal>
  const positions = (feed: ReturnType<typeof useSignalFeed>): number[] => feed.items.value.map((one) => one.position)

  beforeEach(() => {
    answers = []
  })

  it('Events_TwiceAndAlsoInTheList_StandOnce', async () => {
    answers = [page([3, 2, 1], null, 3)]
    const { feed, event } = setUp(read)
    await settle()
    await event(signal(3), signal(4), signal(4))
    expect(positions(feed)).toEqual([4, 3, 2, 1])
    expect([...feed.fresh.value]).toEqual(['s4'])
    expect(feed.total.value).toBe(4)
  })

  it('Reconnection_BringsWhatWasMissed', async () => {
    answers = [page([2, 1]), page([5, 4, 3, 2, 1])]
    const { feed, reconnect } = setUp(read)
    await settle()
    await reconnect()
    expect(positions(feed)).toEqual([5, 4, 3, 2, 1])
  })

  it('Reconnection_AfterALongGap_LeavesNoHole', async () => {
    answers = [page([2, 1], 'older-than-1'), page([9, 8], 'older-than-8'), page([7, 6], null)]
    const { feed, get, reconnect } = setUp(read)
    await settle()
    await reconnect()
    expect(positions(feed)).toEqual([9, 8])
    await feed.loadOlder()
    expect(get.mock.lastCall?.[1]).toMatchObject({ after: 'older-than-8' })
    expect(positions(feed)).toEqual([9, 8, 7, 6])
  })

  it('Reconnection_AfterOlderOnesWereLoaded_ReadsAsDeepAgain', async () => {
    const numbers = (from: number, to: number): number[] => Array.from({ length: from - to + 1 }, (_, i) => from - i)
    answers = [page(numbers(200, 101), 'c101'), page(numbers(100, 51), 'c51'), page(numbers(205, 56), 'c56')]
    const { feed, get, reconnect } = setUp(read)
    await settle()
    await feed.loadOlder()
    await reconnect()
    expect(get.mock.lastCall?.[1]).toMatchObject({ after: null, limit: 150 })
    expect(positions(feed)).toEqual(numbers(205, 56))
  })

  it('Event_DuringTheReading_IsNotLost', async () => {
    answers = [page([1])]
    const { feed, get, event, reconnect } = setUp(read)
    await settle()
    let answer: (value: Page<Signal>) => void = () => undefined
    get.mockImplementationOnce(() => new Promise((resolve) => {
      answer = resolve as typeof answer
    }))
    await reconnect()
    await event(signal(3))
    answer(page([2, 1]))
    await settle()
    expect(positions(feed)).toEqual([3, 2, 1])
  })

  it('Filter_Changed_ReadsAnewAndTakesOnlyMatchingEvents', async () => {
    answers = [page([2, 1]), page([])]
    const { feed, filter, get, event } = setUp(read)
    await settle()
    filter.value = { ...everything, pair: 'ETH/USDT' }
    await settle()
    expect(get.mock.lastCall?.[1]).toMatchObject({ pair: 'ETH/USDT', after: null })
    await event(signal(3), signal(4, { pair: 'ETH/USDT' }))
    expect(positions(feed)).toEqual([4])
  })

  it('Failure_IsShownAndKeepsTheList', async () => {
    answers = [page([1])]
    const { feed, get, reconnect } = setUp(read)
    await settle()
    get.mockRejectedValueOnce(new Error('down'))
    await reconnect()
    expect(feed.problem.value?.detail).toBe('down')
    expect(positions(feed)).toEqual([1])
  })

  it('SimulatedEvent_IsToldToThePage', async () => {
    answers = [page([1])]
    const { event } = setUp(read)
    await settle()
    expect(useSimulated().seen).toBe(false)
    await event(signal(2, { simulated: true }))
    expect(useSimulated().seen).toBe(true)
    expect(sessionStorage.getItem('btcw.simulated')).toBe('true')
  })
})
