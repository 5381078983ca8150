import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory } from 'vue-router'
import { useSession } from '@/auth/session'
import { claimsOf, loadTokens, saveTokens } from '@/auth/tokens'
import { createAppRouter, safeNext } from '@/router'
import { problemText } from '@/shell/problemText'
import { json, tokens } from './helpers'

const jwt = (claims: object): string => {
  const bytes = new TextEncoder().encode(JSON.stringify(claims))
  const text = btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')
  return `h.${text}.s`
}

beforeEach(() => {
  sessionStorage.clear()
  localStorage.clear()
  setActivePinia(createPinia())
})

describe('session', () => {
  it('SignIn_KeepsTokensInSessionStorageOnly', async () => {
    vi.stubGlobal('fetch', async () => json(tokens(1)))
    await useSession().signIn('admin', 'secret')
    expect(loadTokens()).toEqual(tokens(1))
    expect(localStorage.length).toBe(0)
  })

  it('ChangePassword_TakesTheTokensOfTheAnswer', async () => {
    saveTokens(tokens(1, { must_change_password: true }))
    vi.stubGlobal('fetch', async () => json(tokens(2, { must_change_password: false })))
    const session = useSession()
    expect(session.mustChangePassword).toBe(true)
    await session.changePassword('old', 'new')
    expect(session.mustChangePassword).toBe(false)
    expect(loadTokens()?.access_token).toBe('access2')
  })

  it('SignOut_WithoutNetwork_StillForgetsTheTokens', async () => {
    saveTokens(tokens(1))
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    await useSession().signOut().catch(() => undefined)
    expect(loadTokens()).toBeNull()
  })

  it('Claims_AreReadFromTheToken_AndNothingFromAnOpaqueOne', () => {
    expect(claimsOf(jwt({ name: '管理员', role: 'Viewer' }))).toEqual({ name: '管理员', role: 'viewer' })
    expect(claimsOf('opaque')).toEqual({ name: '', role: '' })
    expect(claimsOf('a.%%%.c')).toEqual({ name: '', role: '' })
  })

  it('Tokens_Broken_CountAsNone', () => {
    sessionStorage.setItem('btcw.tokens', '{')
    expect(loadTokens()).toBeNull()
  })
})

describe('router', () => {
  async function goTo(path: string): Promise<string> {
    const router = createAppRouter(createMemoryHistory())
    await router.push(path)
    return router.currentRoute.value.fullPath
  }

  it('Page_WithoutSession_LeadsToLoginAndBack', async () => {
    expect(await goTo('/signals?level=strong')).toBe('/login?next=/signals?level=strong')
  })

  it('Page_WhilePasswordMustChange_LeadsToThePassword', async () => {
    saveTokens(tokens(1, { must_change_password: true }))
    expect(await goTo('/signals')).toBe('/password?next=/signals')
  })

  it('Login_WithSession_LeadsOn', async () => {
    saveTokens(tokens(1))
    expect(await goTo('/login?next=/signals')).toBe('/signals')
  })

  it.each([
    ['//evil.example', '/'], ['/\\evil.example', '/'], ['https://evil.example', '/'], [['/a', '/b'], '/'],
    ['/signals?level=weak', '/signals?level=weak'],
  ])('Next_%s_BecomesOwnPage_%s', (value, page) => expect(safeNext(value)).toBe(page))
})

describe('problem text', () => {
  const t = (key: string, values?: Record<string, unknown>): string => (values ? `${key} ${JSON.stringify(values)}` : key)

  it('Problem_OfTheServer_KeepsItsWords', () => {
    expect(problemText({ status: 409, type: 'urn:btcwatcher:x', title: 'Title', detail: 'Do this.' }, t))
      .toEqual({ title: 'Title', detail: 'Do this.' })
  })

  it('Problem_WithoutDetails_NamesTheStatus', () => {
    const problem = { status: 502, type: 'urn:btcwatcher:web:http', title: 'Bad Gateway', detail: '' }
    expect(problemText(problem, t)).toEqual({ title: 'problem.http {"status":502}', detail: 'Bad Gateway' })
  })
})
