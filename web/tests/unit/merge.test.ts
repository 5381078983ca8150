import { describe, expect, it } from 'vitest'
import type { Strategy } from '@/api/types'
import { sortAlerts } from '@/alerts/store'
import { indexBySignal, mergeNotifications } from '@/notifications/merge'
import { everything, matches, merge } from '@/signals/merge'
import { applyEvent } from '@/strategies/merge'
import { notification, signal } from './helpers'

const positions = (list: { position: number }[]): number[] => list.map((item) => item.position)

describe('signals', () => {
  it('Merge_WithDoubles_KeepsEachOnceNewestFirst', () => {
    expect(positions(merge([signal(3), signal(1)], [signal(2), signal(3), signal(4)]))).toEqual([4, 3, 2, 1])
  })

  it('Merge_OfSameId_TakesTheIncoming', () => {
    expect(merge([signal(1, { price: 1 })], [signal(1, { price: 2 })])[0]?.price).toBe(2)
  })

  it('Merge_OfARecoveredSignal_PutsItWhereItsTimeIs', () => {
    const recovered = signal(9, { event_time: '2026-01-02T03:04:06.500Z' })
    const list = merge([signal(8, { event_time: '2026-01-02T03:04:07Z' }), signal(7)], [recovered])
    expect(positions(list)).toEqual([8, 9, 7])
  })

  it('Matches_EachFilter_NarrowsByItsField', () => {
    const one = signal(1, { pair: 'ETH/USDT', level: 'strong', action: 'sell', strategy_id: 2 })
    expect(matches(everything, one)).toBe(true)
    expect(matches({ ...everything, pair: 'ETH/USDT', level: 'strong', action: 'sell', strategy_id: 2 }, one)).toBe(true)
    expect(matches({ ...everything, pair: 'BTC/USDT' }, one)).toBe(false)
    expect(matches({ ...everything, strategy_id: 1 }, one)).toBe(false)
    expect(matches({ ...everything, kind: 'trade' }, one)).toBe(false)
  })
})

describe('notifications', () => {
  it('Merge_WithNewerState_ReplacesInPlace', () => {
    const older = notification('a', { created_at: '2026-01-01T00:00:00Z', state: 'pending' })
    const newer = notification('b', { created_at: '2026-01-02T00:00:00Z' })
    const list = mergeNotifications([older], [newer, { ...older, state: 'delivered' }])
    expect(list.map((item) => [item.id, item.state])).toEqual([['b', 'delivered'], ['a', 'delivered']])
  })

  it('Index_OfSeveralChannels_TakesTheBestState', () => {
    const index = indexBySignal([
      notification('a', { signal_id: 's1', state: 'failed', channel: 'mail' }),
      notification('b', { signal_id: 's1', state: 'delivered', channel: 'desk' }),
      notification('c', { signal_id: 's2', state: 'failed' }),
      notification('d', { alert_key: 'instance:1:gave_up' }),
    ])
    expect(index.get('s1')).toEqual({ state: 'delivered', channels: ['mail', 'desk'] })
    expect(index.get('s2')?.state).toBe('failed')
    expect(index.size).toBe(2)
  })
})

describe('strategies', () => {
  const strategy = { strategy_id: 1, state: 'running', generation: 4, reason: null, started_at: 'x' } as Strategy

  it('Event_OfTheGenerationOrLater_ChangesTheState', () => {
    const [item] = applyEvent([strategy], { strategy_id: 1, generation: 5, state: 'starting', started_at: null })
    expect(item).toMatchObject({ state: 'starting', generation: 5, started_at: null })
  })

  it('Event_OfAnEarlierGeneration_IsLeftOut', () => {
    expect(applyEvent([strategy], { strategy_id: 1, generation: 3, state: 'stopped' })).toEqual([strategy])
  })

  it('Event_OfAnotherStrategy_ChangesNothing', () => {
    expect(applyEvent([strategy], { strategy_id: 2, generation: 9, state: 'stopped' })).toEqual([strategy])
  })
})

describe('alerts', () => {
  it('Sort_OpenBeforeResolved_ThenWeight_ThenNewest', () => {
    const alert = (key: string, severity: 'info' | 'critical', raised: string, resolved: string | null = null) =>
      ({ key, severity, title_en: key, title_zh: key, detail: '', raised_at: raised, resolved_at: resolved })
    const sorted = sortAlerts([
      alert('old', 'critical', '2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z'),
      alert('info', 'info', '2026-01-03T00:00:00Z'),
      alert('bad1', 'critical', '2026-01-01T00:00:00Z'),
      alert('bad2', 'critical', '2026-01-02T00:00:00Z'),
    ])
    expect(sorted.map((item) => item.key)).toEqual(['bad2', 'bad1', 'info', 'old'])
  })
})
