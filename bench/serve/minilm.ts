import type { BuiltModel } from '../../src/serving/index.ts'
import type { WireTensor } from '../../src/serving/tensor/tensor.ts'
import { row, say, sayUnjudged } from '../base/figures.ts'
import { modelHere } from '../base/models-here.ts'
import { findPeers } from '../peers/find-peers.ts'
import { asked, type Contender, ours } from './contender.ts'
import { contest, middleOf, type Turn, timesOf } from './contest.ts'
import { binaryRequest, jsonRequest } from './infer-request.ts'
import { batchDelaySeconds, fastApi, litServe, mlServer, plainNode, type Sharing, told } from './rivals.ts'

export interface MiniLmBars {
  /** How many times the requests per second of a rival, by the first word of its name, each at a lower p99. */
  timesRival: Readonly<Record<string, number>>
  /** How many times the requests of node:http alone from the same processor time. */
  perCpuSecond: number
}

const connections = 8
const turns = 4
const seconds = 3
/** Both forms use two cores; for ours, a worker is a replica. */
const together: Sharing = { workers: 2, threads: 1, batch: 4 }
const alone: Sharing = { workers: 1, threads: 2, batch: 1 }
const widths = [12, 10, 10, 24]

/** The tokens of a sentence with their frame, 16 of them. */
const tokens = [101, 2023, 6251, 2003, 2589, 2000, 4553, 2129, 3435, 2009, 2064, 2022, 2445, 1037, 9207, 102]

/** Sentences as vectors: each server may use all cores, which it shares with `wrk`, and is asked for the same. */
export async function judgeMiniLm(folder: string, { timesRival, perCpuSecond }: MiniLmBars): Promise<boolean[]> {
  const model = await modelHere('minilm')
  const { json, contenders } = contendersFor(model, folder)
  console.log(
    `\nMiniLM (${model.synthetic ? 'synthetic' : 'true'} weights), ${tokens.length} tokens, ${connections} connections, all cores; the middle of ${turns} turns`,
  )
  const seen = await contest(contenders, { model, connections, turns, seconds, cores: null, folder })
  console.log(row('', ['requests/s', 'p50 ms', 'p99 ms', 'per server CPU-second'], 46, widths))
  for (const [name, its] of seen) {
    const { perSecond, p50Ms, p99Ms, perCpuSecond: perCpu } = middleOf(its)
    console.log(row(name, [perSecond.toFixed(0), p50Ms.toFixed(1), p99Ms.toFixed(1), perCpu.toFixed(0)], 46, widths))
  }
  const own = seen.get(json) as Turn[]
  const verdicts = Object.entries(timesRival).map(([rival, least]) => {
    const [name, its] = quickest(seen, rival)
    if (!its) return sayUnjudged(`requests/s ÷ ${rival}`, `≥ ${least}`, 'it is missing')
    const [times, tail] = [timesOf(own, its, 'perSecond'), timesOf(own, its, 'p99Ms')]
    return say(`requests/s ÷ ${name} = ${times.toFixed(2)}, p99 ÷ its = ${tail.toFixed(2)}`, `≥ ${least}, < 1`, times >= least && tail < 1)
  })
  const times = timesOf(own, seen.get('node:http') as Turn[], 'perCpuSecond')
  verdicts.push(say(`per server CPU-second ÷ node:http = ${times.toFixed(2)}`, `≥ ${perCpuSecond}`, times >= perCpuSecond))
  return verdicts
}

/** Ours in the form that all are asked in comes first. */
function contendersFor(model: BuiltModel, folder: string): { json: string; contenders: Contender[] } {
  const inputs = tensors()
  const [json, binary] = [jsonRequest(model, inputs), binaryRequest(model, inputs)]
  const rivals = findPeers({
    FastAPI: () => fastApi('threads'),
    'FastAPI with two workers': () => fastApi('loop', 2),
    LitServe: () => litServe(alone),
    'LitServe with batches': () => litServe(together),
    MLServer: () => mlServer(folder, alone),
    'MLServer with batches': () => mlServer(folder, together),
    'node:http': plainNode,
  })
  const name = `kubedyno, ${told(together)}`
  const options = (batch: number) => ({ batching: { maxBatchSize: batch, maxQueueDelayMs: batch === 1 ? 0 : batchDelaySeconds * 1000 } })
  return {
    json: name,
    contenders: [
      ours(name, json, options(together.batch), together.workers),
      ours(`${name}, binary`, binary, options(together.batch), together.workers),
      ours('kubedyno, 1 × 2 threads, batches of 4', json, { threads: 2, ...options(together.batch) }),
      ours('kubedyno, 1 × 1 thread', json),
      ...rivals.map((rival) => asked(rival, json)),
    ],
  }
}

/** That form of a rival which answered more requests. */
function quickest(seen: ReadonlyMap<string, Turn[]>, rival: string): [name: string, turns: Turn[] | null] {
  const forms = [...seen].filter(([name]) => name.startsWith(rival))
  const [best] = forms.sort(([, one], [, other]) => middleOf(other).perSecond - middleOf(one).perSecond)
  return best ?? [rival, null]
}

function tensors(): WireTensor[] {
  const shape = [1, tokens.length]
  return [tokens, tokens.map(() => 1)].map((values, index) => ({
    index,
    shape,
    bytes: new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
  }))
}
