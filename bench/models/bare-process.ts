import { performance } from 'node:perf_hooks'
import { openProgram } from '../../src/serving/program/open-program.ts'
import type { Program } from '../../src/serving/program/program-kinds.ts'
import type { WireTensor } from '../../src/serving/tensor/tensor.ts'

/** What the process of a bare program says. */
export type BareSaid =
  /** It is loaded. */
  | { type: 'loaded'; loadMs: number }
  /** How long each inference of a turn took. */
  | { type: 'turn'; tookMs: number[] }

/** What it is told: what to infer from now on, or to do so for that long and at least so often. */
export type BareTold = { type: 'inputs'; inputs: WireTensor[] } | { type: 'turn'; forMs: number; least: number }

/** Loads a program as the model process of a replica does, and infers in turns: no server, no channel, nothing else in the process. */
const program = JSON.parse(String(process.argv[2])) as Program
const startedAt = performance.now()
const model = await openProgram(program, { threads: 1, device: 'cpu' })
say({ type: 'loaded', loadMs: performance.now() - startedAt })
let inputs: WireTensor[] = []
process.on('message', async (told: BareTold) => {
  if (told.type === 'inputs') inputs = told.inputs
  else say({ type: 'turn', tookMs: await turn(told.forMs, told.least) })
})

async function turn(forMs: number, least: number): Promise<number[]> {
  const tookMs: number[] = []
  const untilMs = performance.now() + forMs
  while (tookMs.length < least || performance.now() < untilMs) {
    const beganMs = performance.now()
    await model.infer(inputs)
    tookMs.push(performance.now() - beganMs)
  }
  return tookMs
}

function say(said: BareSaid): void {
  process.send?.(said)
}
