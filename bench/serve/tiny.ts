import { performance } from 'node:perf_hooks'
import { openProgram } from '../../src/serving/program/open-program.ts'
import { sampleInputs } from '../../src/serving/tensor/sample-inputs.ts'
import { cores } from '../base/client-core.ts'
import { median, say, sayUnjudged } from '../base/figures.ts'
import { modelHere } from '../base/models-here.ts'
import { startReplica } from '../base/replica.ts'
import { findPeers } from '../peers/find-peers.ts'
import { asked, ours } from './contender.ts'
import { contest, middleOf, type Turn, timesOf } from './contest.ts'
import { jsonRequest } from './infer-request.ts'
import { fastApi } from './rivals.ts'
import { wrk } from './wrk.ts'

const turns = { added: 5, contest: 6 }
const connections = 32
const seconds = 3
const inferences = { warmUp: 1000, timed: 2000 }

/** By how much the median of a request, as `wrk` with one connection sees it, is above the median of the inference alone. */
export async function judgeAdded(folder: string, barMs: number): Promise<boolean> {
  const model = await modelHere('tiny')
  const inputs = sampleInputs(model.inputs, 1, 'benchmark')
  const request = jsonRequest(model, inputs)
  const program = await openProgram(model.program, { threads: 1, device: 'cpu' })
  const replica = await startReplica(model)
  const added: number[] = []
  for (let turn = -1; turn < turns.added; turn++) {
    const aloneMs = await medianMs(() => program.infer(inputs))
    const { p50Ms } = await wrk({ ports: [replica.port], connections: 1, seconds, request, core: cores.client, folder })
    if (turn >= 0) added.push(p50Ms - aloneMs)
  }
  await replica.close()
  const figure = `tiny, one after the other: added at the median = ${median(added).toFixed(3)} ms`
  return say(figure, `< ${barMs} ms`, median(added) < barMs)
}

/** Requests per second beside FastAPI, when both may use the same one core and `wrk`, on another core, asks both for the same. */
export async function judgeTiny(folder: string, bar: number): Promise<{ times: number; isMet: boolean }> {
  const model = await modelHere('tiny')
  const request = jsonRequest(model, sampleInputs(model.inputs, 1, 'benchmark'))
  const rivals = findPeers({ FastAPI: () => fastApi('loop') }).map((rival) => asked(rival, request))
  const seen = await contest([ours('kubedyno', request), ...rivals], { model, connections, turns: turns.contest, seconds, cores, folder })
  console.log(`\ntiny, ${connections} connections, one core`)
  for (const [name, its] of seen) {
    const { perSecond, p50Ms, p99Ms } = middleOf(its)
    console.log(`${name.padEnd(10)} ${perSecond.toFixed(0)}/s, p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms`)
  }
  const its = seen.get('FastAPI')
  if (!its) return { times: Number.NaN, isMet: sayUnjudged('tiny: requests/s ÷ FastAPI', `≥ ${bar}`, 'it is missing') }
  const times = timesOf(seen.get('kubedyno') as Turn[], its, 'perSecond')
  return { times, isMet: say(`tiny: requests/s ÷ FastAPI = ${times.toFixed(2)}`, `≥ ${bar}`, times >= bar) }
}

async function medianMs(act: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let turn = -inferences.warmUp; turn < inferences.timed; turn++) {
    const startedAt = performance.now()
    await act()
    if (turn >= 0) times.push(performance.now() - startedAt)
  }
  return median(times)
}
