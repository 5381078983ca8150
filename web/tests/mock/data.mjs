/** Made-up data in the shapes of the REST API: a stand-in for development and screenshots, never shipped. */
import { randomUUID } from 'node:crypto'

const scales = [
  { min: 0, max: 100, weak: 40, medium: 60, strong: 80 }, { min: 0, max: 10, weak: 3, medium: 5, strong: 8 },
  { min: -5, max: 5, weak: -1, medium: 1, strong: 3 }, { min: 0, max: 1000, weak: 300, medium: 550, strong: 800 },
  { min: 0, max: 100, weak: 40, medium: 60, strong: 80 },
]
const bases = [
  ['MA cross BTC', 'BTC/USDT', 67412.5], ['RSI ETH', 'ETH/USDT', 3521.4], ['Custom SOL', 'SOL/USDT', 145.23],
  ['Bollinger ADA', 'ADA/USDT', 0.4521], ['MACD DOT', 'DOT/USDT', 6.184],
]
const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString()

export const simulated = process.env.MOCK_REAL !== '1'

export const strategies = bases.map(([name, pair], index) => ({
  strategy_id: index + 1, name, strategy_class: name.replace(/\W/g, ''), version: 'v1.0', version_number: 1,
  timeframe: '5m', exchange: 'binance', pair_whitelist: [pair], pair_blacklist: [], desired_state: 'running',
  state: ['running', 'running', 'running', 'backing_off', 'running'][index], generation: 3, port: 8081 + index,
  pid: 4000 + index, started_at: ago(4000 * (index + 1) ** 2), strength: scales[index], tags: [],
  reason: index === 3 ? 'The exchange did not answer: binance GET /api/v3/exchangeInfo timed out' : null,
  created_at: ago(900000), updated_at: ago(90000), simulated,
}))

export const signals = []
export const notifications = []

let position = 0
let seed = 7
const random = () => {
  seed = (seed * 16807) % 2147483647
  return seed / 2147483647
}

const levelOf = (value, scale) => ['strong', 'medium', 'weak'].find((level) => value >= scale[level]) ?? 'ignore'

export function makeSignal(secondsAgo = 0) {
  const index = Math.floor(random() * bases.length)
  const [strategy, pair, price] = bases[index]
  const scale = scales[index]
  const strength = Number((scale.min + (0.25 + 0.75 * random()) * (scale.max - scale.min)).toFixed(2))
  const trade = random() < 0.25
  const level = levelOf(strength, scale)
  const action = random() < 0.55 ? 'buy' : 'sell'
  const signal = {
    id: randomUUID(), position: ++position, strategy_id: index + 1, strategy, strategy_version: 'v1.0',
    kind: trade ? 'trade' : 'signal', event: trade ? (action === 'buy' ? 'entry_fill' : 'exit_fill') : 'strategy_msg',
    action, side: random() < 0.1 ? 'short' : 'long', pair, exchange: 'binance', timeframe: '5m',
    candle_time: ago(secondsAgo + 300), event_time: ago(secondsAgo), received_at: ago(secondsAgo - 0.2),
    price: Number((price * (1 + (random() - 0.5) / 50)).toPrecision(6)),
    profit_ratio: trade && action === 'sell' ? Number(((random() - 0.4) / 20).toFixed(4)) : null, profit_abs: null,
    strength: trade ? null : strength, level: trade ? 'medium' : level,
    priority: { strong: 'P0', medium: 'P1', weak: 'P2', ignore: 'IGNORE' }[level], thresholds: scale,
    indicators: { rsi: 31.2 }, metadata: {}, source: random() < 0.03 ? 'recovered' : 'webhook', simulated,
  }
  signals.unshift(signal)
  return signal
}

export function notify(signal, secondsAgo = 0) {
  if (signal.level === 'ignore') return null
  const state = random() < 0.75 ? 'delivered' : ['held', 'failed', 'pending', 'digested'][Math.floor(random() * 4)]
  const notification = {
    id: randomUUID(), signal_id: signal.id, alert_key: null, channel_id: 'c1', channel: random() < 0.5 ? 'desk' : 'mail',
    title: `${signal.action.toUpperCase()} ${signal.pair} ${signal.price} · ${signal.strategy}`, body: 'rsi 31.2', state,
    attempts: state === 'failed' ? 5 : 1, last_error: state === 'failed' ? '503 from the provider: try again later' : null,
    due_at: ago(-1800), delivered_at: state === 'delivered' ? ago(secondsAgo) : null, created_at: ago(secondsAgo), simulated,
  }
  notifications.unshift(notification)
  return notification
}

export const alerts = [
  {
    id: randomUUID(), key: 'instance:4:exchange', severity: 'critical', title_en: 'Bollinger ADA cannot reach its exchange',
    title_zh: 'Bollinger ADA 无法连接交易所', detail: 'binance timed out 3 times through proxy tokyo-1', strategy_id: 4,
    raised_at: ago(340), resolved_at: null, simulated,
  },
  {
    id: randomUUID(), key: 'disk', severity: 'warning', title_en: 'Disk is 85 % full', title_zh: '磁盘已用 85%',
    detail: '12.4 GB free in the data folder', raised_at: ago(7200), resolved_at: null, simulated,
  },
  {
    id: randomUUID(), key: 'instance:2:crashed', severity: 'warning', title_en: 'RSI ETH was restarted',
    title_zh: 'RSI ETH 已重启', detail: 'Exit code 1', strategy_id: 2, raised_at: ago(40000), resolved_at: ago(39000), simulated,
  },
]

export const statistics = () => ({
  strategies: strategies.map(({ strategy_id: id, name }) => {
    const own = signals.filter((signal) => signal.strategy_id === id)
    const total = { total: own.length }
    return { strategy_id: id, strategy: name, day: total, week: total, last_signal: own[0] ?? null }
  }),
})

for (let index = 0; index < 420; index++) {
  const seconds = (420 - index) * 43
  notify(makeSignal(seconds), seconds - 1)
}
