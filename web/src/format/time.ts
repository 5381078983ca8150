/** Times are UTC on the wire; only here do they become the browser's. */

export type Unit = 'day' | 'hour' | 'minute' | 'second'
export interface Span {
  unit: Unit
  n: number
}

const seconds: [Unit, number][] = [['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1]]

/** A length of time in its largest unit and, from a minute on, the next one: 45s, 3m 20s, 2h 5m, 4d 3h. */
export function spans(milliseconds: number): Span[] {
  const total = Math.max(0, Math.floor(milliseconds / 1_000))
  const first = Math.max(0, seconds.findIndex(([, size]) => total >= size))
  if (total < 60) return [{ unit: 'second', n: total }]
  const [unit, size] = seconds[first] as [Unit, number]
  const [nextUnit, nextSize] = seconds[first + 1] as [Unit, number]
  const rest = Math.floor((total % size) / nextSize)
  const head = { unit, n: Math.floor(total / size) }
  return rest === 0 ? [head] : [head, { unit: nextUnit, n: rest }]
}

/** Milliseconds of an ISO time, or null when there is none to read. */
export function instant(iso: string | null | undefined): number | null {
  if (!iso) return null
  const value = Date.parse(iso)
  return Number.isNaN(value) ? null : value
}

const formats = new Map<string, Intl.DateTimeFormat>()

function format(locale: string, zone: string | undefined, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale}|${zone ?? ''}|${JSON.stringify(options)}`
  let found = formats.get(key)
  if (!found) {
    found = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone, hourCycle: 'h23' })
    formats.set(key, found)
  }
  return found
}

const clock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', second: '2-digit' }

/** Hours to seconds in the browser's zone (or the zone given). */
export function clockTime(iso: string | null | undefined, locale: string, zone?: string): string {
  const value = instant(iso)
  return value === null ? '' : format(locale, zone, clock).format(value)
}

/** Date, time and zone: what a tooltip says. */
export function fullTime(iso: string | null | undefined, locale: string, zone?: string): string {
  const value = instant(iso)
  const options: Intl.DateTimeFormatOptions = {
    ...clock, year: 'numeric', month: '2-digit', day: '2-digit', timeZoneName: 'short',
  }
  return value === null ? '' : format(locale, zone, options).format(value)
}

/** The time, with the date before it unless it is today's. */
export function shortTime(iso: string | null | undefined, locale: string, now: number, zone?: string): string {
  const value = instant(iso)
  if (value === null) return ''
  const day = format(locale, zone, { month: '2-digit', day: '2-digit' })
  const time = format(locale, zone, clock).format(value)
  const same = day.format(value) === day.format(now) && Math.abs(now - value) < 86_400_000
  return same ? time : `${day.format(value)} ${time}`
}

export const browserZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone
