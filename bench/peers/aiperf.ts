import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cores, runOnClientCore } from '../base/client-core.ts'
import { cached, get } from './cache.ts'
import { type Generator, inferenceBody, inferenceUrl } from './peer.ts'

const version = '0.13.0'

/** A tokenizer that knows one word: AIPerf wants one even for raw requests, and would otherwise fetch one. */
const tokenizer = {
  'tokenizer.json': {
    version: '1.0',
    added_tokens: [],
    pre_tokenizer: { type: 'Whitespace' },
    model: { type: 'WordLevel', vocab: { m: 0, '?': 1 }, unk_token: '?' },
  },
  'tokenizer_config.json': { tokenizer_class: 'PreTrainedTokenizerFast', unk_token: '?' },
}

/**
 * AIPerf from PyPI, with the same body sent as it is. It is a dozen processes, so it gets both cores and as many connections as it wants; it counts from
 * the send, and sends at the planned instants.
 */
export function aiperf(folder: string): Generator {
  const home = cached('aiperf', version, (into) => {
    get('python3', ['-m', 'venv', into])
    get(join(into, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', `aiperf==${version}`])
  })
  const tokens = join(folder, 'tokenizer')
  mkdirSync(tokens)
  for (const [name, content] of Object.entries(tokenizer)) writeFileSync(join(tokens, name), JSON.stringify(content))
  const bodies = join(folder, 'bodies.jsonl')
  writeFileSync(bodies, `${JSON.stringify({ ...JSON.parse(inferenceBody), messages: [{ role: 'user', content: 'm' }] })}\n`)
  const artifacts = join(folder, 'artifacts')
  const fixed = {
    model: 'm',
    tokenizer: tokens,
    'endpoint-type': 'raw',
    'extra-inputs': 'response_field:model_name',
    'input-file': bodies,
    'custom-dataset-type': 'raw-payload',
    'arrival-pattern': 'constant',
    'export-level': 'summary',
    ui: 'none',
    'output-artifact-dir': artifacts,
  }
  const switches = ['--use-server-token-count', '--no-gpu-telemetry', '--no-server-metrics']
  const options = Object.entries(fixed).flatMap(([name, value]) => [`--${name}`, value])
  return {
    name: 'AIPerf, both cores',
    async run({ port, seconds, ratePerSecond = 0 }) {
      const asked = [
        '--url',
        inferenceUrl(port),
        '--request-rate',
        String(ratePerSecond),
        '--request-count',
        String(seconds * ratePerSecond),
      ]
      const command = [join(home, 'bin', 'aiperf'), 'profile', ...options, ...switches, ...asked]
      const { cpuSeconds } = await runOnClientCore(command, `${cores.server},${cores.client}`)
      const told = JSON.parse(readFileSync(join(artifacts, 'profile_export_aiperf.json'), 'utf8')) as {
        request_latency: Record<string, number>
      }
      const { p50 = Number.NaN, p90 = Number.NaN, p99 = Number.NaN } = told.request_latency
      return { cpuSeconds, latenciesMs: [p50, p90, p99], dropped: null }
    },
  }
}
