import { describe, expect, it, vi } from 'vitest'
import { ApiClient, type TokenKeeper } from '@/api/client'
import { ApiError, localTypes } from '@/api/problem'
import type { Tokens } from '@/api/types'
import { json, tokens } from './helpers'

function keeperOf(first: Tokens | null) {
  const state = { tokens: first, ended: 0, mustChange: 0 }
  const keeper: TokenKeeper = {
    tokens: () => state.tokens,
    renewed: (value) => { state.tokens = value },
    ended: () => { state.ended++; state.tokens = null },
    mustChangePassword: () => { state.mustChange++ },
  }
  return { state, client: new ApiClient(keeper) }
}

type Answer = (path: string, init: RequestInit) => Response | Promise<Response>

function serve(answer: Answer) {
  const calls: { path: string; token: string | null; body: unknown }[] = []
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const token = new Headers(init.headers).get('authorization')
    calls.push({ path, token, body: init.body === undefined ? undefined : JSON.parse(String(init.body)) })
    return answer(path, init)
  })
  return calls
}

const authorized = (init: RequestInit, token: string): boolean =>
  new Headers(init.headers).get('authorization') === `Bearer ${token}`

/** A server that takes access2 only and gives it once, for refresh1. */
const rotating: Answer = (path, init) => {
  if (!path.endsWith('/auth/refresh')) return authorized(init, 'access2') ? json({ path }) : json({}, 401)
  const { refresh_token: token } = JSON.parse(String(init.body)) as { refresh_token: string }
  return token === 'refresh1' ? json(tokens(2)) : json({ title: 'The refresh token is not valid' }, 401)
}

async function problemOf(promise: Promise<unknown>) {
  const error = await promise.then(() => null, (reason: unknown) => reason)
  expect(error).toBeInstanceOf(ApiError)
  return (error as ApiError).problem
}

describe('ApiClient', () => {
  it('Request_WithExpiredToken_RefreshesOnceAndIsSentAgain', async () => {
    const calls = serve(rotating)
    const { state, client } = keeperOf(tokens(1))
    expect(await client.get('/api/v1/x')).toEqual({ path: '/api/v1/x' })
    expect(calls.map((call) => call.path)).toEqual(['/api/v1/x', '/api/v1/auth/refresh', '/api/v1/x'])
    expect(calls[1]).toMatchObject({ token: null, body: { refresh_token: 'refresh1' } })
    expect(state.tokens).toEqual(tokens(2))
  })

  it('Requests_AtOnceWithExpiredToken_ShareOneRefresh', async () => {
    const calls = serve(rotating)
    const { state, client } = keeperOf(tokens(1))
    await Promise.all(['/a', '/b', '/c'].map((path) => client.get(path)))
    expect(calls.filter((call) => call.path.endsWith('/refresh'))).toHaveLength(1)
    expect(state.ended).toBe(0)
  })

  it('Request_RefusedAfterAnotherRenewed_UsesTheNewTokenWithoutRefresh', async () => {
    const { state, client } = keeperOf(tokens(1))
    const calls = serve((_, init) => {
      if (authorized(init, 'access2')) return json({})
      state.tokens = tokens(2)
      return json({}, 401)
    })
    await client.get('/late')
    expect(calls.map((call) => call.token)).toEqual(['Bearer access1', 'Bearer access2'])
  })

  it('Refresh_Refused_EndsTheSession', async () => {
    serve(() => json({ type: 'urn:btcwatcher:auth:session_ended', title: 'The session has ended' }, 401))
    const { state, client } = keeperOf(tokens(1))
    const problem = await problemOf(client.get('/x'))
    expect(problem).toMatchObject({ status: 401, title: 'The session has ended' })
    expect(state).toMatchObject({ ended: 1, tokens: null })
  })

  it('Refresh_WhileServerFails_KeepsTheSession', async () => {
    serve((path) => (path.endsWith('/refresh') ? json({ title: 'Starting' }, 503) : json({}, 401)))
    const { state, client } = keeperOf(tokens(1))
    expect((await problemOf(client.get('/x'))).status).toBe(503)
    expect(state).toMatchObject({ ended: 0, tokens: tokens(1) })
  })

  it('Refresh_AnsweredAfterSignOut_DoesNotSignInAgain', async () => {
    const { state, client } = keeperOf(tokens(1))
    serve((path) => {
      if (!path.endsWith('/refresh')) return json({}, 401)
      state.tokens = null
      return json(tokens(2))
    })
    await problemOf(client.get('/x'))
    expect(state.tokens).toBeNull()
  })

  it('Login_Refused_IsAnAnswerAndNoReasonToRefresh', async () => {
    const calls = serve(() => json({ title: 'User name or password is wrong' }, 401, 'application/problem+json'))
    const { state, client } = keeperOf(null)
    const problem = await problemOf(client.post('/api/v1/auth/login', {}, { authorized: false }))
    expect(problem.title).toBe('User name or password is wrong')
    expect(calls).toHaveLength(1)
    expect(state.ended).toBe(0)
  })

  it('Request_WhilePasswordMustChange_SaysSo', async () => {
    serve(() => json({ type: 'urn:btcwatcher:auth:password_change_required', title: 'Change it' }, 403))
    const { state, client } = keeperOf(tokens(1))
    expect((await problemOf(client.get('/x'))).status).toBe(403)
    expect(state.mustChange).toBe(1)
  })

  it('Request_WithoutNetwork_IsANetworkProblem', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    const { state, client } = keeperOf(tokens(1))
    expect((await problemOf(client.get('/x'))).type).toBe(localTypes.network)
    expect(state.ended).toBe(0)
  })

  it('Answer_ThatIsNoJson_IsAProblem', async () => {
    serve(() => new Response('<!doctype html>', { status: 200, headers: { 'content-type': 'text/html' } }))
    expect((await problemOf(keeperOf(null).client.get('/x'))).type).toBe(localTypes.unreadable)
  })

  it('Query_WithEmptyValues_LeavesThemOut', async () => {
    const calls = serve(() => json({}))
    await keeperOf(null).client.get('/x', { a: 1, b: null, c: undefined, d: '', e: false, f: 'BTC/USDT' })
    expect(calls[0]?.path).toBe('/x?a=1&e=false&f=BTC%2FUSDT')
  })
})
