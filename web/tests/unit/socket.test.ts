import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Backoff } from '@/live/backoff'
import { LiveSocket, type LiveEvent, type LiveState } from '@/live/socket'

class FakeSocket {
  static all: FakeSocket[] = []
  onmessage: ((message: { data: string }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  sent: unknown[] = []
  closed = false

  constructor(readonly url: string) {
    FakeSocket.all.push(this)
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text))
  }

  close(code = 1006): void {
    this.closed = true
    this.onclose?.({ code })
  }

  say(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) })
  }
}

function start(ticket: () => Promise<string | undefined>) {
  const seen = { states: [] as LiveState[], events: [] as LiveEvent[], subscribed: 0, simulated: [] as boolean[] }
  const socket = new LiveSocket({
    topics: ['signals'],
    ticket,
    address: (value) => `ws://test/ws?ticket=${value}`,
    onState: (state) => seen.states.push(state),
    onHello: (simulated) => seen.simulated.push(simulated),
    onSubscribed: () => { seen.subscribed++ },
    onEvent: (event) => seen.events.push(event),
    backoff: new Backoff(1_000, 8_000, () => 1),
  })
  socket.start()
  return { socket, seen }
}

const newest = (): FakeSocket => FakeSocket.all.at(-1) as FakeSocket
const pass = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds)

function open(socket: FakeSocket, simulated = false): void {
  socket.say({ type: 'hello', topics: ['signals'], simulated })
  socket.say({ type: 'subscribed', topics: ['signals'] })
}

describe('LiveSocket', () => {
  let tickets = 0
  const ticket = async (): Promise<string> => `t${++tickets}`

  beforeEach(() => {
    tickets = 0
    FakeSocket.all = []
    vi.useFakeTimers()
    vi.stubGlobal('WebSocket', FakeSocket)
  })
  afterEach(() => vi.useRealTimers())

  it('Hello_IsAnsweredByASubscription_ThenEventsArrive', async () => {
    const { seen } = start(ticket)
    await pass(0)
    open(newest(), true)
    newest().say({ type: 'ping' })
    newest().say({ type: 'event', topic: 'signals', position: 7, data: { id: 'a' } })
    expect(newest().url).toBe('ws://test/ws?ticket=t1')
    expect(newest().sent).toEqual([{ type: 'subscribe', topics: ['signals'] }])
    expect(seen).toMatchObject({ subscribed: 1, simulated: [true], events: [{ position: 7 }] })
    expect(seen.states.at(-1)).toBe('live')
  })

  it('Close_LeadsToANewTicketAndSubscription', async () => {
    const { seen } = start(ticket)
    await pass(0)
    open(newest())
    newest().close()
    expect(seen.states.at(-1)).toBe('waiting')
    await pass(1_000)
    expect(newest().url).toBe('ws://test/ws?ticket=t2')
    open(newest())
    expect(seen.subscribed).toBe(2)
    expect(seen.states.at(-1)).toBe('live')
  })

  it('Failures_AreTriedAgainWithGrowingDelay', async () => {
    let tries = 0
    const { seen } = start(() => {
      tries++
      return Promise.reject(new Error('down'))
    })
    await pass(0)
    expect([tries, seen.states.at(-1)]).toEqual([1, 'waiting'])
    await pass(1_000)
    expect(tries).toBe(2)
    await pass(1_999)
    expect(tries).toBe(2)
    await pass(1)
    expect(tries).toBe(3)
  })

  it('Close_ForAnExpiredToken_ReconnectsAtOnce', async () => {
    const { seen } = start(ticket)
    await pass(0)
    open(newest())
    newest().close(4401)
    await pass(0)
    expect(newest().url).toBe('ws://test/ws?ticket=t2')
    expect(seen.states).not.toContain('waiting')
    newest().close(4401)
    expect(seen.states.at(-1)).toBe('waiting')
  })

  it('Summary_LeadsToANewReading_AndAPlaceToGoOnFrom', async () => {
    const { seen } = start(ticket)
    await pass(0)
    open(newest())
    newest().say({ type: 'summary', topics: { signals: { missed: 12, after: 3, position: 15 } } })
    expect(seen.subscribed).toBe(2)
    newest().close(4401)
    await pass(0)
    newest().say({ type: 'hello', topics: ['signals'] })
    expect(newest().sent).toEqual([{ type: 'subscribe', topics: [{ topic: 'signals', after: 15 }] }])
  })

  it('Reconnection_WithAPlace_GoesOnWithoutReadingAgain', async () => {
    const { seen } = start(ticket)
    await pass(0)
    newest().say({ type: 'hello', topics: ['signals'] })
    newest().say({ type: 'subscribed', topics: ['signals'], positions: { signals: 7 } })
    newest().say({ type: 'event', topic: 'signals', position: 8, data: {} })
    newest().close()
    await pass(1_000)
    newest().say({ type: 'hello', topics: ['signals'] })
    newest().say({ type: 'subscribed', topics: ['signals'], positions: { signals: 8 } })
    expect(newest().sent).toEqual([{ type: 'subscribe', topics: [{ topic: 'signals', after: 8 }] }])
    expect([seen.subscribed, seen.states.at(-1)]).toEqual([1, 'live'])
    newest().say({ type: 'resync', topic: 'signals', position: 90 })
    expect(seen.subscribed).toBe(2)
  })

  it('Event_WithoutAPosition_LeadsToANewReadingAfterABreak', async () => {
    const { seen } = start(ticket)
    await pass(0)
    newest().say({ type: 'hello', topics: ['signals'] })
    newest().say({ type: 'subscribed', topics: ['signals'], positions: { signals: 7 } })
    newest().say({ type: 'event', topic: 'signals', data: {} })
    newest().close()
    await pass(1_000)
    open(newest())
    expect(newest().sent).toEqual([{ type: 'subscribe', topics: ['signals'] }])
    expect(seen.subscribed).toBe(2)
  })

  it('Silence_OfTheServer_CountsAsALostLine', async () => {
    const { seen } = start(ticket)
    await pass(0)
    open(newest())
    const first = newest()
    await pass(30_000)
    first.say({ type: 'ping' })
    await pass(44_000)
    expect(seen.states.at(-1)).toBe('live')
    await pass(1_000)
    expect(first.closed).toBe(true)
    expect(seen.states.at(-1)).toBe('waiting')
  })

  it('OldSocket_SpeakingAfterItsEnd_IsNotHeard', async () => {
    const { seen } = start(ticket)
    await pass(0)
    open(newest())
    const old = newest()
    old.close()
    await pass(1_000)
    old.say({ type: 'event', topic: 'signals', data: {} })
    expect(seen.events).toEqual([])
  })

  it('Session_Over_IsTriedNoMore', async () => {
    const { seen } = start(() => Promise.resolve(undefined))
    await pass(60_000)
    expect(seen.states.at(-1)).toBe('off')
    expect(FakeSocket.all).toEqual([])
  })

  it('Hurry_EndsTheWaiting', async () => {
    const { socket } = start(ticket)
    await pass(0)
    newest().close()
    socket.hurry()
    await pass(0)
    expect(newest().url).toBe('ws://test/ws?ticket=t2')
    await pass(60_000 - 45_000)
    expect(FakeSocket.all).toHaveLength(2)
  })

  it('Stop_EndsTheLineForGood', async () => {
    const { socket, seen } = start(ticket)
    await pass(0)
    open(newest())
    socket.stop()
    await pass(60_000)
    expect(FakeSocket.all).toHaveLength(1)
    expect(seen.states.at(-1)).toBe('off')
  })
})

describe('Backoff', () => {
  it('Delays_DoubleToTheLongest_AndStartAnewAfterReset', () => {
    const backoff = new Backoff(500, 3_000, () => 1)
    expect([1, 2, 3, 4, 5].map(() => backoff.next())).toEqual([500, 1_000, 2_000, 3_000, 3_000])
    backoff.reset()
    expect(backoff.next()).toBe(500)
  })

  it('Delays_KeepAtLeastHalf', () => expect(new Backoff(500, 3_000, () => 0).next()).toBe(250))
})
