import { observeServerClock } from '@/format/clock'
import { ApiError, localTypes, networkProblem, readProblem } from './problem'
import type { Tokens } from './types'

/** Where the client finds and leaves its tokens. */
export interface TokenKeeper {
  tokens(): Tokens | null
  renewed(tokens: Tokens): void
  /** The server has ended the session. */
  ended(): void
  /** The server lets nothing through until the password is changed. */
  mustChangePassword(): void
}

const passwordChangeRequired = 'urn:btcwatcher:auth:password_change_required'

export interface RequestOptions {
  method?: string
  body?: unknown
  query?: Record<string, string | number | boolean | null | undefined>
  /** False for the login itself: no token is sent and a 401 is the answer, not a reason to refresh. */
  authorized?: boolean
  signal?: AbortSignal
}

export class ApiClient {
  private renewal: Promise<boolean> | null = null

  constructor(
    private readonly keeper: TokenKeeper,
    private readonly language: () => string = () => 'en',
  ) {}

  get<T>(path: string, query?: RequestOptions['query'], signal?: AbortSignal): Promise<T> {
    return this.request<T>(path, { query, signal })
  }

  post<T>(path: string, body?: unknown, options: RequestOptions = {}): Promise<T> {
    return this.request<T>(path, { ...options, method: 'POST', body })
  }

  async request<T>(path: string, options: RequestOptions = {}): Promise<T> {
    const authorized = options.authorized ?? true
    const used = authorized ? this.keeper.tokens()?.access_token : undefined
    let response = await this.send(path, options, used)
    if (response.status === 401 && authorized && (await this.renew(used))) {
      response = await this.send(path, options, this.keeper.tokens()?.access_token)
    }
    if (response.status === 401 && authorized) this.keeper.ended()
    if (response.ok) return await read<T>(response)
    const problem = await readProblem(response)
    if (problem.type === passwordChangeRequired) this.keeper.mustChangePassword()
    throw new ApiError(problem)
  }

  /** Gets new tokens whatever the age of the present ones, as after a change of the password. */
  refresh(): Promise<boolean> {
    return this.renew(this.keeper.tokens()?.access_token)
  }

  /** One renewal at a time: a refresh token is good for one use, and a second use ends the session. */
  private renew(used: string | undefined): Promise<boolean> {
    const current = this.keeper.tokens()
    if (!current) return Promise.resolve(false)
    if (current.access_token !== used) return Promise.resolve(true)
    this.renewal ??= this.exchange(current.refresh_token).finally(() => {
      this.renewal = null
    })
    return this.renewal
  }

  private async exchange(refreshToken: string): Promise<boolean> {
    const body = { refresh_token: refreshToken }
    const response = await this.send('/api/v1/auth/refresh', { method: 'POST', body }, undefined)
    if (response.ok) {
      // The user may have signed out, or in as another, while the answer was under way.
      if (this.keeper.tokens()?.refresh_token === refreshToken) this.keeper.renewed(await read<Tokens>(response))
      return this.keeper.tokens() !== null
    }
    if (response.status >= 500 || response.status === 429) throw new ApiError(await readProblem(response))
    return false
  }

  private async send(path: string, options: RequestOptions, token: string | undefined): Promise<Response> {
    const headers = new Headers({ Accept: 'application/json', 'Accept-Language': this.language() })
    if (token) headers.set('Authorization', `Bearer ${token}`)
    if (options.body !== undefined) headers.set('Content-Type', 'application/json')
    try {
      const response = await fetch(path + queryText(options.query), {
        method: options.method ?? 'GET',
        headers,
        body: options.body === undefined ? undefined : JSON.stringify(options.body),
        signal: options.signal,
        cache: 'no-store',
        credentials: 'omit',
      })
      observeServerClock(response.headers.get('date'))
      return response
    } catch (error) {
      if (error instanceof TypeError) throw new ApiError(networkProblem())
      throw error
    }
  }
}

async function read<T>(response: Response): Promise<T> {
  const text = await response.text()
  if (text === '') return undefined as T
  try {
    return JSON.parse(text) as T
  } catch (error) {
    // The server's fallback page, for instance, where an address does not exist.
    if (!(error instanceof SyntaxError)) throw error
    throw new ApiError({ status: response.status, type: localTypes.unreadable, title: '', detail: response.url })
  }
}

function queryText(query: RequestOptions['query']): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}
