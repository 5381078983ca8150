/** Drives the built pages in Chromium against the mock server: `npm run build && npm run smoke`. Pictures in out/. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const port = Number(process.env.PORT ?? 18_432)
const origin = `http://127.0.0.1:${port}`
const here = (path) => fileURLToPath(new URL(path, import.meta.url))
mkdirSync(here('out'), { recursive: true })

const server = spawn(process.execPath, [here('../mock/server.mjs')], {
  env: { ...process.env, PORT: String(port), MOCK_MUST_CHANGE: '1', MOCK_SIGNAL_MS: '1000' },
  stdio: ['ignore', 'pipe', 'inherit'],
})
await new Promise((resolve, reject) => {
  server.stdout.once('data', resolve)
  server.once('exit', () => reject(new Error('the mock server did not start')))
})
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update',
    '--disable-sync', '--no-first-run'],
})
const faults = []

async function openPage(options) {
  const context = await browser.newContext({ viewport: { width: 1600, height: 900 }, locale: 'en-US', ...options })
  const page = await context.newPage()
  page.on('pageerror', (error) => faults.push(`page: ${error.message}`))
  page.on('console', (message) => {
    // A refused request is told there too, and refusals are part of what is tried.
    if (message.type() === 'error' && !/Failed to load resource|WebSocket/.test(message.text())) faults.push(message.text())
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(origin)) faults.push(`external: ${request.url()}`)
    if (/refresh-|eyJ/.test(request.url())) faults.push(`token in address: ${request.url()}`)
  })
  return page
}

const at = (page, id) => page.getByTestId(id)
const picture = (page, name) => page.screenshot({ path: here(`out/${name}.png`) })
const control = (path) => fetch(`${origin}/mock/${path}`, { method: 'POST' })
const live = (page, state) => page.locator(`[data-testid=ws-state][data-state=${state}]`).waitFor({ timeout: 15_000 })
const ids = (page) => at(page, 'signal-row').evaluateAll((rows) => rows.map((row) => row.dataset.id))

async function signIn(page, password) {
  await at(page, 'login-username').fill('admin')
  await at(page, 'login-password').fill(password)
  await at(page, 'login-submit').click()
}

async function firstSignIn(page) {
  await page.goto(`${origin}/signals?level=strong`)
  await signIn(page, 'wrong')
  await at(page, 'problem').waitFor()
  await picture(page, 'login')
  await signIn(page, 'secret')
  for (const [name, text] of [['current', 'secret'], ['next', 'short'], ['repeat', 'short']]) {
    await at(page, `password-${name}`).fill(text)
  }
  await at(page, 'password-submit').click()
  await at(page, 'problem').waitFor()
  await picture(page, 'password')
  await at(page, 'password-next').fill('a longer secret')
  await at(page, 'password-repeat').fill('a longer secret')
  await at(page, 'password-submit').click()
  await page.waitForURL(`${origin}/signals?level=strong`)
}

async function overview(page) {
  await page.getByRole('link', { name: 'Overview' }).click()
  await live(page, 'live')
  await at(page, 'simulated-banner').waitFor()
  await at(page, 'strategy-row').nth(4).waitFor()
  await page.waitForTimeout(2_500)
  await picture(page, 'overview-dark')
  const before = await ids(page)
  await page.waitForFunction((count) => document.querySelectorAll('[data-testid=signal-row]').length > count, before.length)
}

async function reconnect(page) {
  await control('refuse?seconds=3')
  await control('expire')
  await control('drop')
  await live(page, 'waiting')
  await picture(page, 'reconnecting')
  await live(page, 'live')
  await page.waitForTimeout(1_500)
  const shown = await ids(page)
  assert.equal(new Set(shown).size, shown.length, 'a signal stands twice')
  const stored = await page.evaluate(async () => {
    const { access_token: token } = JSON.parse(sessionStorage.getItem('btcw.tokens'))
    const answer = await fetch('/api/v1/signals?limit=60', { headers: { authorization: `Bearer ${token}` } })
    return (await answer.json()).items.map((item) => item.id)
  })
  const known = new Set(await ids(page))
  assert.deepEqual(stored.slice(2).filter((id) => !known.has(id)), [], 'signals of the outage are missing')
}

async function stopAndStart(page) {
  const row = page.locator('[data-testid=strategy-row][data-id="2"]')
  await row.getByTestId('strategy-stop').click()
  await page.waitForTimeout(400)
  await picture(page, 'stop-confirm')
  await page.getByRole('button', { name: 'Keep running' }).click()
  assert.equal(await row.getAttribute('data-state'), 'running')
  await row.getByTestId('strategy-stop').click()
  await page.getByRole('button', { name: 'Stop strategy' }).click()
  await page.locator('[data-testid=strategy-row][data-id="2"][data-state=stopped]').waitFor()
  await row.getByTestId('strategy-start').click()
  await page.locator('[data-testid=strategy-row][data-id="2"][data-state=running]').waitFor()
}

async function signalsPage(page) {
  await page.goto(`${origin}/signals`)
  await at(page, 'signal-row').first().waitFor()
  await at(page, 'load-older').click()
  await page.waitForFunction(() => document.querySelectorAll('[data-testid=signal-row]').length > 190)
  await page.waitForTimeout(700)
  await picture(page, 'signals-dark')
  await at(page, 'filter-pair').fill('sol/usdt')
  await page.keyboard.press('Enter')
  await page.waitForURL(/pair=SOL/)
  await at(page, 'signal-row').first().waitFor()
  await at(page, 'filter-level').click()
  await page.getByRole('option', { name: 'Strong' }).click()
  await page.waitForURL(/level=strong/)
  await page.waitForTimeout(700)
  const strategies = await at(page, 'signal-row').evaluateAll((rows) => rows.map((row) => row.dataset.strategy))
  assert.ok(strategies.length > 0 && strategies.every((id) => id === '3'), 'the filters do not hold')
  await picture(page, 'signals-filtered')
}

async function languageAndTheme(page) {
  await page.goto(origin)
  await at(page, 'language-zh-CN').click()
  await at(page, 'theme-switch').click()
  await live(page, 'live')
  await page.reload()
  await live(page, 'live')
  await page.waitForTimeout(2_500)
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN')
  await picture(page, 'overview-light-zh')
  await page.goto(`${origin}/signals`)
  await at(page, 'signal-row').first().waitFor()
  await page.waitForTimeout(700)
  await picture(page, 'signals-light-zh')
  await page.setViewportSize({ width: 900, height: 900 })
  await page.goto(origin)
  await at(page, 'signal-row').first().waitFor()
  await page.waitForTimeout(700)
  await picture(page, 'overview-narrow')
  await page.setViewportSize({ width: 1280, height: 720 })
  await page.waitForTimeout(500)
  await picture(page, 'overview-1280')
  await at(page, 'sign-out').click()
  await at(page, 'login-submit').waitFor()
  assert.equal(await page.evaluate(() => sessionStorage.getItem('btcw.tokens')), null)
}

try {
  const page = await openPage({ colorScheme: 'dark' })
  for (const step of [firstSignIn, overview, reconnect, stopAndStart, signalsPage, languageAndTheme]) {
    await step(page)
    console.log(`ok ${step.name}`)
  }
  assert.deepEqual(faults, [])
  console.log('smoke passed')
} finally {
  await browser.close()
  server.kill()
}
