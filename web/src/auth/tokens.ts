import type { Tokens } from '@/api/types'

/** Who is signed in, as the access token says; for display only, the server checks every request. */
export interface Claims {
  name: string
  role: string
}

const key = 'btcw.tokens'

export function loadTokens(storage: Storage = sessionStorage): Tokens | null {
  const text = storage.getItem(key)
  if (text === null) return null
  try {
    const value = JSON.parse(text) as Partial<Tokens>
    return value.access_token && value.refresh_token ? (value as Tokens) : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

export function saveTokens(tokens: Tokens | null, storage: Storage = sessionStorage): void {
  if (tokens === null) storage.removeItem(key)
  else storage.setItem(key, JSON.stringify(tokens))
}

export function claimsOf(accessToken: string | undefined): Claims {
  const part = accessToken?.split('.')[1]
  if (!part) return { name: '', role: '' }
  try {
    const bytes = Uint8Array.from(atob(part.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0))
    const claims = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>
    return { name: String(claims.name ?? ''), role: String(claims.role ?? '').toLowerCase() }
  } catch {
    // An opaque token is as good: then nothing is known of its owner.
    return { name: '', role: '' }
  }
}
