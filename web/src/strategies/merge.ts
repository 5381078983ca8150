import type { InstanceState, Strategy, StrategyEvent } from '@/api/types'

/** The list after an event; one of an earlier generation than the one known tells of the past and is left out. */
export function applyEvent(list: readonly Strategy[], event: StrategyEvent): Strategy[] {
  return list.map((item) => {
    if (item.strategy_id !== event.strategy_id) return item
    if (event.generation != null && item.generation != null && event.generation < item.generation) return item
    return {
      ...item,
      state: event.state ?? item.state,
      generation: event.generation ?? item.generation,
      reason: event.reason === undefined ? item.reason : event.reason,
      started_at: event.started_at === undefined ? item.started_at : event.started_at,
    }
  })
}

/** Whether an event says more than figures: a new strategy, another state, another start. */
export function changes(list: readonly Strategy[], event: StrategyEvent): boolean {
  const item = list.find((known) => known.strategy_id === event.strategy_id)
  return !item || (event.state !== undefined && event.state !== item.state)
    || (event.generation != null && item.generation != null && event.generation > item.generation)
}

/** States in which an instance has a process that does its work, so that an uptime means something. */
const up: ReadonlySet<InstanceState> = new Set(['running', 'paused', 'idle', 'stopping'])

export const isUp = (state: InstanceState): boolean => up.has(state)

export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'off'

const tones: Record<InstanceState, Tone> = {
  running: 'good', idle: 'warn', paused: 'warn', starting: 'busy', stopping: 'busy',
  backing_off: 'bad', gave_up: 'bad', stopped: 'off', unknown: 'warn',
}

export const toneOf = (state: InstanceState): Tone => tones[state] ?? 'off'
