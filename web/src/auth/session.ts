import { defineStore } from 'pinia'
import { computed, markRaw, ref } from 'vue'
import { ApiClient } from '@/api/client'
import type { Tokens } from '@/api/types'
import { currentLocale } from '@/i18n'
import { claimsOf, loadTokens, saveTokens } from './tokens'

export const useSession = defineStore('session', () => {
  const tokens = ref<Tokens | null>(loadTokens())
  const ended = ref(false)
  const signedIn = computed(() => tokens.value !== null)
  const mustChangePassword = computed(() => tokens.value?.must_change_password === true)
  const claims = computed(() => claimsOf(tokens.value?.access_token))
  const mayOperate = computed(() => claims.value.role !== 'viewer')

  function keep(value: Tokens | null): void {
    tokens.value = value
    saveTokens(value)
  }

  const client = markRaw(new ApiClient(
    {
      tokens: () => tokens.value,
      renewed: (value) => {
        keep({ ...value, must_change_password: value.must_change_password ?? mustChangePassword.value })
      },
      ended: () => {
        ended.value = tokens.value !== null
        keep(null)
      },
      mustChangePassword: () => {
        if (tokens.value) keep({ ...tokens.value, must_change_password: true })
      },
    },
    currentLocale,
  ))

  async function signIn(username: string, password: string): Promise<void> {
    const body = { username, password }
    keep(await client.post<Tokens>('/api/v1/auth/login', body, { authorized: false }))
    ended.value = false
  }

  async function changePassword(current: string, next: string): Promise<void> {
    const body = { current_password: current, new_password: next }
    const answer = await client.post<Partial<Tokens> | undefined>('/api/v1/auth/password', body)
    if (answer?.access_token && answer.refresh_token) keep({ ...(answer as Tokens), must_change_password: false })
    else await signInAgain(next)
  }

  /** The token of before the change is good for the change only (or for nothing): a new one is needed. */
  async function signInAgain(password: string): Promise<void> {
    const username = claims.value.name
    if (username) await signIn(username, password)
    else keep(null)
  }

  async function signOut(): Promise<void> {
    const body = { refresh_token: tokens.value?.refresh_token }
    try {
      await client.post('/api/v1/auth/logout', body)
    } finally {
      keep(null)
      ended.value = false
    }
  }

  return { tokens, ended, signedIn, mustChangePassword, claims, mayOperate, client, signIn, changePassword, signOut }
})
