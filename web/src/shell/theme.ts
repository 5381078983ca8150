import { ref } from 'vue'

export type Theme = 'dark' | 'light'

const key = 'btcw.theme'

function first(): Theme {
  const stored = localStorage.getItem(key)
  if (stored === 'dark' || stored === 'light') return stored
  return matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'
}

export const theme = ref<Theme>('dark')

function apply(value: Theme): void {
  theme.value = value
  document.documentElement.classList.toggle('dark', value === 'dark')
}

export const startTheme = (): void => apply(first())

export function setTheme(value: Theme): void {
  localStorage.setItem(key, value)
  apply(value)
}
