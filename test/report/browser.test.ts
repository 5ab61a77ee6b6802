import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, expect } from 'vitest'
import { analyseRecords } from '../../src/analysis/analyse-records.ts'
import { htmlReport } from '../../src/report/html/run-page.ts'
import { simulatedRun } from '../analysis/simulated-run.ts'
import { needs, service } from '../services/service.ts'

const folder = mkdtempSync(join(tmpdir(), 'report-browser-'))
const file = join(folder, 'report.html')
writeFileSync(file, htmlReport(analyseRecords(simulatedRun())))
const address = pathToFileURL(file).href
let browser: Browser | null = null

async function open(options: { width: number; colorScheme: 'light' | 'dark' }) {
  browser ??= await chromium.launch({
    executablePath: service('chromium') ?? '',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
  const context = await browser.newContext({ viewport: { width: options.width, height: 900 }, colorScheme: options.colorScheme })
  const page = await context.newPage()
  const trouble: string[] = []
  page.on('console', (message) => trouble.push(`console: ${message.text()}`))
  page.on('pageerror', (error) => trouble.push(`error: ${error.message}`))
  page.on('request', (request) => {
    if (request.url() !== address) trouble.push(`request: ${request.url()}`)
  })
  await page.goto(address)
  return { page, trouble, close: () => context.close() }
}

afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true })
})

for (const width of [360, 768, 1600]) {
  needs('chromium')(`the page fits into ${width} px, asks for nothing and has nothing to complain about`, async () => {
    const { page, trouble, close } = await open({ width, colorScheme: 'light' })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    expect(await page.locator('script').count()).toBe(0)
    expect(await page.locator('figure svg:visible').count()).toBeGreaterThanOrEqual(9)
    expect(trouble).toEqual([])
    await close()
  })
}

for (const colorScheme of ['light', 'dark'] as const) {
  needs('chromium')(`every text has a contrast of at least 4.5 in the ${colorScheme} scheme`, async () => {
    const { page, close } = await open({ width: 1280, colorScheme })
    expect(await page.evaluate(faintTexts)).toEqual([])
    await close()
  })
}

needs('chromium')('it prints on a few A4 pages', async () => {
  const { page, close } = await open({ width: 1280, colorScheme: 'light' })
  const pdf = (await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1')
  const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0
  expect(pages).toBeGreaterThan(1)
  expect(pages).toBeLessThan(9)
  await close()
})

/** Runs in the page: texts whose colour is too near to what lies behind them. */
const faintTexts = `(() => {
  const channels = (color) => (color.match(/[\\d.]+/g) || []).map(Number)
  const luminance = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0)
  const contrast = (a, b) => { const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05) }
  const opaque = (color) => { const c = channels(color); return c.length === 3 || c[3] === 1 ? c.slice(0, 3) : null }
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) { const c = opaque(getComputedStyle(at).backgroundColor); if (c) return [c] }
    return [[255, 255, 255]]
  }
  const faint = []
  const bands = [...document.querySelectorAll('rect')].map((rect) => opaque(getComputedStyle(rect).fill)).filter(Boolean)
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement
    if (!node.textContent.trim() || element.tagName === 'title' || element.closest('title')) continue
    const style = getComputedStyle(element)
    const isSvg = element.tagName === 'text'
    const color = channels(isSvg ? style.fill : style.color).slice(0, 3)
    const grounds = isSvg ? [...behind(element), ...bands] : behind(element)
    const worst = Math.min(...grounds.map((ground) => contrast(color, ground)))
    if (worst < 4.5) faint.push(node.textContent.trim().slice(0, 30) + ' ' + worst.toFixed(2))
  }
  return [...new Set(faint)]
})()`
