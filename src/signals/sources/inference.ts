import { inferenceSignals } from '../catalogue/inference.ts'
import type { SampleTarget } from '../contract.ts'
import { parseExposition } from '../exposition.ts'
import { openScraper } from '../scrape.ts'
import { absent, type Source, type SourceContext } from './source.ts'

const gives = inferenceSignals.map(({ name }) => name)
const series = new Set(gives.filter((name) => name !== 'inference_failures_total'))
const longestTimeoutMs = 5000

/** What a replica tells at its metrics address, which may be unknown. One question at a time. */
export function inference({ metricsUrl, certificate = null }: SampleTarget, context: SourceContext): Source {
  const { outlet, intervalMs, metered } = context
  if (metricsUrl === null) return absent(gives, 'it has no metrics address', context)
  const scraper = openScraper(metricsUrl, certificate)
  const timeoutMs = Math.round(Math.min(longestTimeoutMs, 0.8 * intervalMs))
  let asking: AbortController | null = null
  let isClosed = false
  return {
    gives,
    async read() {
      if (asking) return
      const limit = new AbortController()
      const timer = setTimeout(() => limit.abort(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
      asking = limit
      const answer = await scraper.scrape(outlet.nowMs, limit.signal)
      clearTimeout(timer)
      asking = null
      if (isClosed) return
      if ('reason' in answer) {
        for (const signal of gives) outlet.missing(signal, answer.timeMs, answer.reason)
        return
      }
      metered(() => {
        const totals = inferenceTotals(answer.text)
        for (const signal of gives) outlet.value(signal, totals.get(signal) ?? Number.NaN, answer.timeMs, metricsUrl)
      })
    },
    close() {
      isClosed = true
      asking?.abort()
      scraper.close()
    },
  }
}

/** Sums the series of each signal over their labels; a signal without any series is left out. */
function inferenceTotals(text: string): Map<string, number> {
  const totals = new Map<string, number>()
  const add = (signal: string, value: number) => totals.set(signal, (totals.get(signal) ?? 0) + value)
  for (const { name, labels, value } of parseExposition(text).samples) {
    if (!series.has(name)) continue
    add(name, value)
    if (name === 'inference_requests_total') add('inference_failures_total', labels.get('outcome') === 'ok' ? 0 : value)
  }
  return totals
}
