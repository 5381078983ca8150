import type { Notification, Signal, Tokens } from '@/api/types'

export function signal(position: number, part: Partial<Signal> = {}): Signal {
  return {
    id: `s${position}`, position, strategy_id: 1, strategy: 'MA cross BTC', kind: 'signal', event: 'strategy_msg',
    action: 'buy', pair: 'BTC/USDT', event_time: '2026-01-02T03:04:05Z', received_at: '2026-01-02T03:04:06Z',
    price: 100, strength: 70, level: 'medium', priority: 'P1', ...part,
  }
}

export function notification(id: string, part: Partial<Notification> = {}): Notification {
  return {
    id, signal_id: null, alert_key: null, channel_id: 'c', channel: 'desk', title: id, body: '', state: 'delivered',
    attempts: 1, last_error: null, due_at: null, delivered_at: null, created_at: '2026-01-02T03:04:05Z', ...part,
  }
}

export const tokens = (n: number, part: Partial<Tokens> = {}): Tokens =>
  ({ access_token: `access${n}`, refresh_token: `refresh${n}`, expires_in: 900, ...part })

export function json(body: unknown, status = 200, type = 'application/json'): Response {
  return new Response(body === undefined ? null : JSON.stringify(body), { status, headers: { 'content-type': type } })
}

/** Lets every promise that can settle now do so. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))
