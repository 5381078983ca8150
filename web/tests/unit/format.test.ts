import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { observeServerClock, serverNow } from '@/format/clock'
import { count, none, percent, price, share, strength } from '@/format/numbers'
import { clockTime, fullTime, instant, shortTime, spans } from '@/format/time'

describe('numbers', () => {
  it.each([
    [67412.5, '67,412.50'], [1000, '1,000.00'], [145.2, '145.200'], [14.5, '14.500'], [2.34567, '2.3457'], [0.4521, '0.4521'],
    [0.00001234, '0.00001234'], [0, '0.00'], [null, none], [undefined, none],
  ])('Price_%s_Shows%s', (value, shown) => expect(price(value, 'en')).toBe(shown))

  it('Strength_InNarrowRange_IsFiner', () => {
    expect([strength(72.34, 'en', 100), strength(3.456, 'en', 10), strength(0.1234, 'en', 1)])
      .toEqual(['72.3', '3.46', '0.123'])
  })

  it('Percent_IsSigned', () => {
    expect([percent(0.0125, 'en'), percent(-0.02, 'en'), percent(0, 'en'), percent(null, 'en')])
      .toEqual(['+1.25%', '-2.00%', '0.00%', none])
  })

  it('Count_Groups', () => expect(count(1234567, 'zh-CN')).toBe('1,234,567'))

  it('Share_StaysInRange', () => {
    expect([share(0, -5, 5), share(9, -5, 5), share(-9, -5, 5)]).toEqual([0.5, 1, 0])
    expect([share(null, 0, 1), share(1, 0, undefined), share(1, 1, 1)]).toEqual([null, null, null])
  })
})

describe('time', () => {
  const text = (milliseconds: number): string => spans(milliseconds).map(({ unit, n }) => `${n}${unit[0]}`).join(' ')

  it.each([
    [-5_000, '0s'], [0, '0s'], [59_999, '59s'], [60_000, '1m'], [200_000, '3m 20s'], [3_600_000, '1h'],
    [7_500_000, '2h 5m'], [90_000_000, '1d 1h'],
  ])('Span_Of%sMilliseconds_Is%s', (value, shown) => expect(text(value)).toBe(shown))

  it('Times_AreShownInTheZoneOfTheBrowser', () => {
    const iso = '2026-11-22T23:30:05Z'
    expect(clockTime(iso, 'en', 'UTC')).toBe('23:30:05')
    expect(clockTime(iso, 'en', 'Asia/Shanghai')).toBe('07:30:05')
    expect(fullTime(iso, 'en', 'Asia/Shanghai')).toContain('11/23/2026')
  })

  it('ShortTime_OfAnotherDay_HasTheDate', () => {
    const now = Date.parse('2026-11-22T12:00:00Z')
    expect(shortTime('2026-11-22T08:00:00Z', 'en', now, 'UTC')).toBe('08:00:00')
    expect(shortTime('2026-11-21T08:00:00Z', 'en', now, 'UTC')).toBe('11/21 08:00:00')
  })

  it('Instant_OfNothingReadable_IsNull', () => {
    expect([instant(null), instant(undefined), instant('soon')]).toEqual([null, null, null])
  })
})

describe('server clock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00Z') })
  })
  afterEach(() => {
    observeServerClock(new Date().toUTCString())
    vi.useRealTimers()
  })

  it('Clock_MinutesOff_FollowsTheServer', () => {
    observeServerClock('Thu, 01 Jan 2026 00:05:00 GMT')
    expect(serverNow()).toBe(Date.parse('2026-01-01T00:05:00Z'))
  })

  it('Clock_NearlyRight_IsLeftAlone', () => {
    observeServerClock('Wed, 31 Dec 2025 23:59:59 GMT')
    expect(serverNow()).toBe(Date.now())
  })
})
