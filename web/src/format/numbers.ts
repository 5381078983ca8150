const formats = new Map<string, Intl.NumberFormat>()

function format(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale}|${JSON.stringify(options)}`
  let found = formats.get(key)
  if (!found) {
    found = new Intl.NumberFormat(locale, options)
    formats.set(key, found)
  }
  return found
}

export const none = '–'

type Maybe = number | null | undefined

/** A price with the decimals that its size needs: 67,412.50, 0.4521, 0.00001234. */
export function price(value: Maybe, locale: string): string {
  if (value === null || value === undefined) return none
  const size = Math.abs(value)
  const decimals = (digits: number): string =>
    format(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)
  if (size === 0 || size >= 1_000) return decimals(2)
  return decimals(Math.min(12, Math.max(3, 3 - Math.floor(Math.log10(size)) + (size >= 1 ? 1 : 0))))
}

/** A strength in the strategy's own range: whole when wide, finer when narrow. */
export function strength(value: Maybe, locale: string, width = 100): string {
  if (value === null || value === undefined) return none
  const digits = width <= 2 ? 3 : width <= 20 ? 2 : 1
  return format(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)
}

/** A ratio (0.0125) as a signed percentage: +1.25%. */
export function percent(ratio: Maybe, locale: string): string {
  if (ratio === null || ratio === undefined) return none
  return format(locale, {
    style: 'percent', minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: 'exceptZero',
  }).format(ratio)
}

export function count(value: Maybe, locale: string): string {
  return value === null || value === undefined ? none : format(locale, {}).format(value)
}

/** Where a strength stands in its range, 0 to 1; null when the range is unknown or empty. */
export function share(value: Maybe, min: Maybe, max: Maybe): number | null {
  if (value === null || value === undefined || min === null || min === undefined) return null
  if (max === null || max === undefined || max <= min) return null
  return Math.min(1, Math.max(0, (value - min) / (max - min)))
}
