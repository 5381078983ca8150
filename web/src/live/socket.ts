import type { Topic } from '@/api/types'
import { Backoff } from './backoff'

/** The server's close code for a connection whose token has expired or was revoked. */
const tokenExpired = 4401

export type LiveState = 'off' | 'connecting' | 'live' | 'waiting'

type Position = number | string

export interface LiveEvent {
  topic: Topic
  /** Where to go on after a break; absent: what is shown must be read again then. */
  position?: Position
  data: unknown
}

interface Message extends LiveEvent {
  type: string
  simulated?: boolean
  positions?: Partial<Record<Topic, Position>>
  topics?: Record<string, { position: Position | null }>
}

export interface LiveOptions {
  topics: readonly Topic[]
  /** Gets a one-time ticket; undefined when the session is over, and then no more is tried. */
  ticket: () => Promise<string | undefined>
  address: (ticket: string) => string
  onState: (state: LiveState, retryAt: number | null) => void
  onHello: (simulated: boolean) => void
  /** From now on events come, and what came before must be read: at the first subscription, and after a gap. */
  onSubscribed: () => void
  /** The subscription stands again, and what came meanwhile follows as events. */
  onResumed?: () => void
  onEvent: (event: LiveEvent) => void
  backoff?: Backoff
  /** Milliseconds without any message (the server pings every 20 s) until the line counts as dead. */
  silence?: number
}

/** One WebSocket that comes back by itself. */
export class LiveSocket {
  private socket: WebSocket | null = null
  private timer: ReturnType<typeof setTimeout> | undefined
  private watchdog: ReturnType<typeof setTimeout> | undefined
  private round = 0
  private subscribed = false
  private readonly positions = new Map<Topic, Position>()
  private readonly backoff: Backoff

  constructor(private readonly options: LiveOptions) {
    this.backoff = options.backoff ?? new Backoff()
  }

  start(): void {
    this.stop()
    this.positions.clear()
    void this.connect()
  }

  stop(): void {
    this.drop()
    this.options.onState('off', null)
  }

  /** Ends a waiting period, as when the network or the page has come back. */
  hurry(): void {
    if (this.timer === undefined) return
    this.backoff.reset()
    this.drop()
    void this.connect()
  }

  private drop(): void {
    this.round++
    clearTimeout(this.timer)
    clearTimeout(this.watchdog)
    this.timer = undefined
    const socket = this.socket
    this.socket = null
    socket?.close()
  }

  private async connect(): Promise<void> {
    const round = ++this.round
    clearTimeout(this.watchdog)
    this.options.onState('connecting', null)
    let ticket: string | undefined
    try {
      ticket = await this.options.ticket()
    } catch {
      // Whatever hindered it (network, a 5xx while the server restarts) is tried again and shown as waiting.
      if (round === this.round) this.wait()
      return
    }
    if (round !== this.round) return
    if (ticket === undefined) return this.stop()
    this.open(ticket, round)
  }

  private open(ticket: string, round: number): void {
    const socket = new WebSocket(this.options.address(ticket))
    this.socket = socket
    this.subscribed = false
    this.watch()
    socket.onmessage = (message) => {
      if (round !== this.round) return
      this.watch()
      this.receive(socket, String(message.data))
    }
    socket.onclose = (event) => {
      if (round !== this.round) return
      // The ticket's token has run out: that is no fault, and a new one is at hand.
      if (event.code === tokenExpired && this.subscribed) void this.connect()
      else this.wait()
    }
  }

  private receive(socket: WebSocket, text: string): void {
    const message = JSON.parse(text) as Message
    switch (message.type) {
      case 'hello':
        this.options.onHello(message.simulated === true)
        socket.send(JSON.stringify({ type: 'subscribe', topics: this.options.topics.map((topic) => this.wish(topic)) }))
        break
      case 'subscribed':
        this.subscribe(message.positions ?? {})
        break
      case 'resync':
        this.place(message.topic, message.position ?? undefined)
        this.options.onSubscribed()
        break
      case 'summary': // Too slow: the server has left out events, so all must be read.
        for (const [topic, missed] of Object.entries(message.topics ?? {})) {
          this.place(topic as Topic, missed.position ?? undefined)
        }
        this.options.onSubscribed()
        break
      case 'event':
        this.place(message.topic, message.position)
        this.options.onEvent(message)
        break
    }
  }

  /** With places in all topics nothing has to be read again: what came meanwhile comes as events. */
  private subscribe(positions: Partial<Record<Topic, Position>>): void {
    const resumes = this.options.topics.every((topic) => this.positions.has(topic))
    this.subscribed = true
    this.backoff.reset()
    this.options.onState('live', null)
    if (resumes) return this.options.onResumed?.()
    for (const topic of this.options.topics) this.place(topic, positions[topic])
    this.options.onSubscribed()
  }

  private wish(topic: Topic): Topic | { topic: Topic; after: Position } {
    const after = this.positions.get(topic)
    return after === undefined ? topic : { topic, after }
  }

  private place(topic: Topic, position: Position | undefined): void {
    if (position === undefined) this.positions.delete(topic)
    else this.positions.set(topic, position)
  }

  private watch(): void {
    clearTimeout(this.watchdog)
    this.watchdog = setTimeout(() => this.wait(), this.options.silence ?? 45_000)
  }

  private wait(): void {
    this.drop()
    const delay = this.backoff.next()
    this.options.onState('waiting', Date.now() + delay)
    this.timer = setTimeout(() => {
      this.timer = undefined
      void this.connect()
    }, delay)
  }
}
