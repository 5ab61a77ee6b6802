import { Agent } from 'node:http'
import { inferenceSignals } from '../catalogue/inference.ts'
import { parseExposition } from '../exposition.ts'
import { scrape } from '../scrape.ts'
import { absent, type Source, type SourceContext } from './source.ts'

const gives = inferenceSignals.map(({ name }) => name)
const series = new Set(gives.filter((name) => name !== 'inference_failures_total'))
const longestTimeoutMs = 5000

/** What a replica tells at its metrics address, which may be unknown. One question at a time. */
export function inference(metricsUrl: string | null, context: SourceContext): Source {
  const { outlet, intervalMs, metered } = context
  if (metricsUrl === null) return absent(gives, 'it has no metrics address', context)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
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
      const answer = await scrape(metricsUrl, agent, outlet.nowMs, limit.signal)
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
      agent.destroy()
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
