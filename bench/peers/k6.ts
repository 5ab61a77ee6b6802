import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { goProgram } from './cache.ts'
import { commandPeer, type Generator, inferenceBody, inferenceUrl } from './peer.ts'

/** k6, built from its Go module; open loops are its arrival-rate executor with as many users as there are connections. */
export function k6(folder: string): Generator {
  const program = goProgram('k6', 'go.k6.io/k6', 'v1.5.0')
  const script = join(folder, 'k6.js')
  return commandPeer(
    'k6',
    ({ port, seconds, connections, ratePerSecond }) => {
      const duration = `${seconds}s`
      const open = { executor: 'constant-arrival-rate', rate: ratePerSecond, timeUnit: '1s', duration, preAllocatedVUs: connections }
      const scenario = ratePerSecond ? open : { executor: 'constant-vus', vus: connections, duration }
      const options = JSON.stringify({ scenarios: { main: scenario }, summaryTrendStats: ['p(50)', 'p(90)', 'p(99)'] })
      const request = `http.post('${inferenceUrl(port)}', '${inferenceBody}', { headers: { 'Content-Type': 'application/json' } })`
      const exported = [`options = ${options}`, 'handleSummary = ({ metrics }) => ({ stdout: JSON.stringify(metrics) })']
      const lines = ["import http from 'k6/http'", ...exported.map((text) => `export const ${text}`), `export default () => ${request}`]
      writeFileSync(script, `${lines.join('\n')}\n`)
      return [program, 'run', '--quiet', '--no-usage-report', script]
    },
    (printed) => {
      const metrics = JSON.parse(printed) as Record<string, { values: Record<string, number> }>
      const durations = metrics.http_req_duration?.values
      return {
        latenciesMs: ['p(50)', 'p(90)', 'p(99)'].map((name) => durations?.[name] ?? Number.NaN),
        dropped: metrics.dropped_iterations?.values.count ?? 0,
      }
    },
  )
}
