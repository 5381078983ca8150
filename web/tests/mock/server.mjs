/**
 * A stand-in for Services.Api: the REST shapes, token rotation, tickets and live events that the pages need.
 * Serves the built pages under the strictest content security policy. PORT, MOCK_REAL=1, MOCK_MUST_CHANGE=1,
 * MOCK_TOKEN_SECONDS; POST /mock/drop ends all live connections, POST /mock/refuse?seconds= refuses tickets.
 */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { WebSocketServer } from 'ws'
import { alerts, makeSignal, notifications, notify, signals, simulated, statistics, strategies } from './data.mjs'

const root = fileURLToPath(new URL('../../dist', import.meta.url))
const lifetime = Number(process.env.MOCK_TOKEN_SECONDS ?? 900)
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
  + "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
const types = {
  '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2',
}
const users = { admin: { password: 'secret', role: 'admin' }, viewer: { password: 'secret', role: 'viewer' } }
const access = new Map()
const refresh = new Map()
const tickets = new Set()
let mustChange = process.env.MOCK_MUST_CHANGE === '1'
let serial = 0
let refusedUntil = 0

const base64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

function issue(name) {
  const token = `${base64({ alg: 'none' })}.${base64({ name, role: users[name].role, n: ++serial })}.mock`
  access.set(token, { name, until: Date.now() + lifetime * 1000 })
  refresh.set(`refresh-${serial}`, name)
  return {
    access_token: token, refresh_token: `refresh-${serial}`, token_type: 'bearer', expires_in: lifetime,
    must_change_password: mustChange,
  }
}

const problem = (status, name, title, detail) => [status, { type: `urn:btcwatcher:${name}`, title, status, detail }]
const unauthorized = problem(401, 'auth:unauthorized', 'Sign in first', 'Send a valid access token.')

function pageOf(list, query) {
  const limit = Number(query.get('limit') ?? 50)
  const start = query.get('after') ? list.findIndex((item) => item.id === query.get('after')) + 1 : 0
  const items = list.slice(start, start + limit)
  const next = start + limit < list.length ? items.at(-1).id : null
  return [200, { items, next, total: query.get('total') === 'false' ? null : list.length }]
}

function filtered(query) {
  const fields = ['strategy_id', 'pair', 'level', 'action', 'kind'].filter((field) => query.get(field))
  return signals.filter((signal) => fields.every((field) => String(signal[field]) === query.get(field)))
}

function change(id, state, desired) {
  const item = strategies.find((strategy) => strategy.strategy_id === id)
  Object.assign(item, { state, desired_state: desired, reason: null })
  if (state === 'running') Object.assign(item, { started_at: new Date().toISOString(), generation: item.generation + 1 })
  const { generation, reason, started_at } = item
  broadcast('strategies', { strategy_id: id, state, generation, reason, started_at, simulated })
}

function login({ username, password }) {
  if (users[username]?.password === password) return [200, issue(username)]
  return problem(401, 'auth:wrong_credentials', 'User name or password is wrong',
    'Check both. After a few wrong passwords this address has to wait.')
}

function open(path, body) {
  if (path === '/api/v1/auth/login') return login(body)
  if (path !== '/api/v1/auth/refresh') return null
  const name = refresh.get(body.refresh_token)
  refresh.delete(body.refresh_token)
  return name ? [200, issue(name)] : problem(401, 'auth:refresh_refused', 'The refresh token is not valid', 'Log in again.')
}

function closed(name, method, path, query, body) {
  const command = /^\/api\/v1\/strategies\/(\d+)\/(start|stop)$/.exec(path)
  if (command) {
    const [, id, verb] = command
    if (users[name].role === 'viewer') return problem(403, 'auth:forbidden', 'Not allowed', 'Ask an operator.')
    change(Number(id), verb === 'start' ? 'starting' : 'stopping', verb === 'start' ? 'running' : 'stopped')
    setTimeout(change, 1500, Number(id), verb === 'start' ? 'running' : 'stopped', verb === 'start' ? 'running' : 'stopped')
    return [202, { status: 'accepted', strategy_id: Number(id), message: 'accepted' }]
  }
  switch (`${method} ${path}`) {
    case 'GET /api/v1/auth/me': return [200, { username: name, role: users[name].role, simulated }]
    case 'POST /api/v1/auth/logout': return [204]
    case 'POST /api/v1/auth/password':
      if (body.new_password.length < 8) {
        const answer = problem(400, 'auth:invalid', 'The request is not valid', 'new_password: Use at least 8 characters.')
        answer[1].errors = { new_password: 'Use at least 8 characters.' }
        return answer
      }
      users[name].password = body.new_password
      mustChange = false
      return [200, issue(name)]
    case 'POST /api/v1/auth/ws-ticket': {
      if (Date.now() < refusedUntil) return problem(503, 'api:starting', 'Starting', 'Try again.')
      const ticket = `ticket-${++serial}`
      tickets.add(ticket)
      return [200, { ticket, expires_in: 30 }]
    }
    case 'GET /api/v1/signals/statistics': return [200, statistics()]
    case 'GET /api/v1/signals': return pageOf(filtered(query), query)
    case 'GET /api/v1/strategies': return [200, { items: strategies, next: null, total: strategies.length }]
    case 'GET /api/v1/notifications': return pageOf(notifications, query)
    case 'GET /api/v1/alerts': return pageOf(alerts, query)
    case 'GET /api/v1/system/capacity': return [200, { running_strategies: 4, max_strategies: 999 }]
    default: return problem(404, 'api:not_found', 'Not found', `Nothing answers at ${path}.`)
  }
}

function answer(request, url, body) {
  const free = open(url.pathname, body)
  if (free) return free
  const entry = access.get((request.headers.authorization ?? '').replace('Bearer ', ''))
  if (!entry || entry.until < Date.now()) return unauthorized
  return closed(entry.name, request.method, url.pathname, url.searchParams, body)
}

async function file(path, response) {
  const name = extname(path) in types ? normalize(path) : '/index.html'
  try {
    const content = await readFile(join(root, name))
    const headers = { 'content-type': types[extname(name)], 'content-security-policy': policy }
    response.writeHead(200, headers).end(content)
  } catch {
    response.writeHead(404).end()
  }
}

function control(url, response) {
  if (url.pathname === '/mock/refuse') refusedUntil = Date.now() + Number(url.searchParams.get('seconds')) * 1000
  if (url.pathname === '/mock/drop') sockets.clients.forEach((socket) => socket.terminate())
  if (url.pathname === '/mock/expire') access.clear()
  response.writeHead(204).end()
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://mock')
  if (url.pathname.startsWith('/mock/')) return control(url, response)
  if (!url.pathname.startsWith('/api/')) return file(url.pathname, response)
  let text = ''
  for await (const chunk of request) text += chunk
  const [status, body] = answer(request, url, text === '' ? {} : JSON.parse(text))
  response.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' })
  response.end(body === undefined ? '' : JSON.stringify(body))
})

const sockets = new WebSocketServer({ noServer: true })
server.on('upgrade', (request, socket, head) => {
  const ticket = new URL(request.url, 'http://mock').searchParams.get('ticket')
  if (!tickets.delete(ticket)) return socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n')
  sockets.handleUpgrade(request, socket, head, (client) => {
    client.on('message', (data) => {
      client.topics = JSON.parse(String(data)).topics.map((wish) => wish.topic ?? wish)
      client.send(JSON.stringify({ type: 'subscribed', topics: client.topics }))
    })
    client.send(JSON.stringify({ type: 'hello', topics: [], simulated }))
  })
})

function broadcast(topic, data) {
  const text = JSON.stringify({ type: 'event', topic, position: data.position, data })
  sockets.clients.forEach((client) => client.topics?.includes(topic) && client.send(text))
}

setInterval(() => {
  const signal = makeSignal()
  broadcast('signals', signal)
  setTimeout(() => {
    const sent = notify(signal)
    if (sent) broadcast('notifications', sent)
  }, 800)
}, Number(process.env.MOCK_SIGNAL_MS ?? 2500))
setInterval(() => sockets.clients.forEach((client) => client.send('{"type":"ping"}')), 20_000)

server.listen(Number(process.env.PORT ?? 8000), '127.0.0.1', () => console.log(`mock on ${server.address().port}`))
