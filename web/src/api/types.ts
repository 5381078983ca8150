import type { components } from './schema'

/**
 * Shapes of the REST API and of the WebSocket. Times are ISO 8601 UTC, money and rates are numbers. What the api itself
 * serves comes from its OpenAPI document (`npm run api`), the rest is written by hand.
 */
type Api = components['schemas']

export type Level = 'strong' | 'medium' | 'weak' | 'ignore'
export type Action = 'buy' | 'sell' | 'hold'
export type Kind = 'signal' | 'trade' | 'status'

export interface Page<T> {
  items: T[]
  next: string | null
  total: number | null
}

export type StrengthScale = Api['StrengthScale']

export interface Signal {
  id: string
  /** Grows in commit order: the order of the list. */
  position: number
  strategy_id: number
  strategy: string
  strategy_version?: string | null
  kind: Kind
  event?: string | null
  action: Action
  side?: 'long' | 'short' | null
  pair?: string | null
  exchange?: string | null
  timeframe?: string | null
  candle_time?: string | null
  event_time: string
  received_at: string
  price?: number | null
  profit_ratio?: number | null
  profit_abs?: number | null
  strength?: number | null
  level: Level
  priority: string
  thresholds?: Partial<StrengthScale> | null
  tag?: string | null
  indicators?: Record<string, unknown> | null
  source?: string | null
  simulated?: boolean
}

export type InstanceState =
  | 'stopped' | 'starting' | 'running' | 'paused' | 'idle' | 'stopping' | 'backing_off' | 'gave_up'
  /** Nobody tells: the supervisor is silent. */
  | 'unknown'

type Item = Api['StrategyItem']

/** A strategy of the list, as far as the pages show it. */
export type Strategy = Pick<
  Item,
  | 'strategy_id' | 'name' | 'strategy_class' | 'version' | 'version_number' | 'timeframe' | 'exchange'
  | 'pair_whitelist' | 'desired_state' | 'started_at' | 'reason'
> & Partial<Pick<Item, 'strength' | 'simulated'>> & { state: InstanceState; generation?: number | null }

/** What an event of the topic `strategies` says about one instance. */
export interface StrategyEvent {
  strategy_id: number
  state?: InstanceState
  generation?: number | null
  reason?: string | null
  started_at?: string | null
  simulated?: boolean
}

export type NotificationState = 'pending' | 'delivered' | 'failed' | 'held' | 'digested'

export interface Notification {
  id: string
  signal_id: string | null
  alert_key: string | null
  channel_id: string | null
  channel: string
  title: string
  body: string
  state: NotificationState
  attempts: number
  last_error: string | null
  due_at: string | null
  delivered_at: string | null
  created_at: string
  simulated?: boolean
}

export type Severity = 'info' | 'warning' | 'critical'

export interface Alert {
  id?: string
  key: string
  severity: Severity
  title_en: string
  title_zh: string
  detail: string
  strategy_id?: number | null
  raised_at: string
  resolved_at?: string | null
  simulated?: boolean
}

export type Tokens = Pick<Api['TokenAnswer'], 'access_token' | 'refresh_token' | 'expires_in'>
  & Partial<Pick<Api['TokenAnswer'], 'must_change_password'>>

export type Ticket = Api['TicketAnswer']

/** Signals of one strategy; status messages are not counted. */
export interface StrategyStatistics {
  strategy_id: number
  day: { total: number }
  week: { total: number }
  last_signal: Signal | null
}

export interface Capacity {
  running_strategies: number
  max_strategies: number
}

export const topics = ['signals', 'strategies', 'alerts', 'notifications', 'system', 'capacity'] as const
export type Topic = (typeof topics)[number]
