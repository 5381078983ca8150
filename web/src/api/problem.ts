/** RFC 9457 problem details, or what stands for them when the server gave none. */
export interface Problem {
  status: number
  type: string
  title: string
  detail: string
  /** Field name to messages, where the server refused fields. */
  errors?: Record<string, string[]>
}

export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title)
    this.name = 'ApiError'
  }
}

/** Types that the browser itself gives; their text is translated, not the server's. */
export const localTypes = {
  network: 'urn:btcwatcher:web:network',
  http: 'urn:btcwatcher:web:http',
  unreadable: 'urn:btcwatcher:web:unreadable',
} as const

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

export async function readProblem(response: Response): Promise<Problem> {
  const fallback = { status: response.status, type: localTypes.http, title: response.statusText, detail: '' }
  if (!(response.headers.get('content-type') ?? '').includes('json')) return fallback
  let body: unknown
  try {
    body = await response.json()
  } catch (error) {
    if (error instanceof SyntaxError) return fallback
    throw error
  }
  if (typeof body !== 'object' || body === null) return fallback
  const fields = body as Record<string, unknown>
  if (!text(fields.title) && !text(fields.detail)) return fallback
  return {
    status: response.status,
    type: text(fields.type) || localTypes.http,
    title: text(fields.title),
    detail: text(fields.detail),
    errors: fieldErrors(fields.errors),
  }
}

function fieldErrors(value: unknown): Record<string, string[]> | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const entries = Object.entries(value).map(([field, messages]): [string, string[]] => [
    field,
    (Array.isArray(messages) ? messages : [messages]).map(String),
  ])
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}

export function networkProblem(): Problem {
  return { status: 0, type: localTypes.network, title: '', detail: '' }
}

/** Any thrown thing as a problem; what is not the API's is a fault of the program and stays visible as such. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem
  const detail = error instanceof Error ? error.message : String(error)
  return { status: 0, type: localTypes.unreadable, title: '', detail }
}
