import { createI18n } from 'vue-i18n'
import en from './en'
import zhCN from './zh-CN'

export const locales = ['en', 'zh-CN'] as const
export type Locale = (typeof locales)[number]

const key = 'btcw.locale'

/** The choice of before, else the browser's first language that is one of ours, else English. */
export function firstLocale(stored: string | null, languages: readonly string[]): Locale {
  const known = locales.find((locale) => locale === stored)
  if (known) return known
  for (const language of languages) {
    if (/^zh\b/i.test(language)) return 'zh-CN'
    if (/^en\b/i.test(language)) return 'en'
  }
  return 'en'
}

export const i18n = createI18n({
  legacy: false,
  locale: firstLocale(localStorage.getItem(key), navigator.languages) as string,
  fallbackLocale: 'en',
  messages: { en, 'zh-CN': zhCN } as Record<string, typeof en>,
})

export const currentLocale = (): Locale => i18n.global.locale.value as Locale

/** Shows a language; kept for the next visit unless it only follows from the browser. */
export function setLocale(locale: Locale, keep = true): void {
  i18n.global.locale.value = locale
  if (keep) localStorage.setItem(key, locale)
  document.documentElement.lang = locale
}
