import { useI18n } from 'vue-i18n'
import * as numbers from './numbers'
import { clockTime, fullTime, shortTime, spans } from './time'

/** The formatting functions in the language shown. */
export function useFormat() {
  const { t, locale } = useI18n()
  const span = (milliseconds: number, parts = 2): string =>
    spans(milliseconds).slice(0, parts).map(({ unit, n }) => t(`span.${unit}`, { n })).join(' ')
  return {
    span,
    price: (value?: number | null) => numbers.price(value, locale.value),
    strength: (value?: number | null, width?: number) => numbers.strength(value, locale.value, width),
    percent: (value?: number | null) => numbers.percent(value, locale.value),
    count: (value?: number | null) => numbers.count(value, locale.value),
    clockTime: (iso?: string | null) => clockTime(iso, locale.value),
    fullTime: (iso?: string | null) => fullTime(iso, locale.value),
    shortTime: (iso: string | null | undefined, now: number) => shortTime(iso, locale.value, now),
  }
}
