import type { Topic } from '@/api/types'
import { Backoff } from './backoff'

/** The server's close code for a connection whose token has expired or was revoked. */
const tokenExpired = 4401

export type LiveState = 'off' | 'connecting' | 'live' | 'waiting'

export interface LiveEvent {
  topic: Topic
  position?: number
  data: unknown
}

export interface LiveOptions {
  topics: readonly Topic[]
  /** Gets a one-time ticket; undefined when the session is over, and then no more is tried. */
  ticket: () => Promise<string | undefined>
  address: (ticket: string) => string
  onState: (state: LiveState, retryAt: number | null) => void
  onHello: (simulated: boolean) => void
  /** The subscription stands: from now on events come, what came before must be read. */
  onSubscribed: () => void
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
  private readonly backoff: Backoff

  constructor(private readonly options: LiveOptions) {
    this.backoff = options.backoff ?? new Backoff()
  }

  start(): void {
    this.stop()
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
    const message = JSON.parse(text) as { type: string; simulated?: boolean } & LiveEvent
    switch (message.type) {
      case 'hello':
        this.options.onHello(message.simulated === true)
        socket.send(JSON.stringify({ type: 'subscribe', topics: this.options.topics }))
        break
      case 'subscribed':
        this.subscribed = true
        this.backoff.reset()
        this.options.onState('live', null)
        this.options.onSubscribed()
        break
      case 'lagging': // The server has left out events: as after an outage, all must be read.
        this.options.onSubscribed()
        break
      case 'event':
        this.options.onEvent(message)
        break
    }
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
