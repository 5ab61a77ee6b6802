import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BuiltModel } from '../../src/serving/index.ts'
import { openConnection } from '../base/connection.ts'
import { median, quantile } from '../base/figures.ts'
import { memoryOf, processTree } from '../base/process-tree.ts'
import { startReplica } from '../base/replica.ts'
import { tensorRequest } from '../base/tensor-request.ts'
import { startBareProgram } from './bare-program.ts'
import type { ModelFigures, Times } from './results.ts'
import { usualRequest } from './usual-request.ts'

/** Turns of the bare program and of the replica go by in alternation, so that a machine whose speed drifts is equally fair to both. */
const turns = 5
const turnMs = 500
const leastPerTurn = 2

/**
 * One model, one thread: the bare program in a process of its own, and the same through a replica that is asked over one connection; all cores are
 * there for both. The time through the replica is the client's, without the stage that reads and decodes the request.
 */
export async function measureModel(model: BuiltModel): Promise<ModelFigures> {
  const { inputs, told } = await usualRequest(model)
  const bare = await startBareProgram(model.program, inputs)
  const replica = await startReplica(model)
  const memory = memoryOf(processTree(replica.pid))
  const connection = await openConnection(replica.port)
  const request = tensorRequest(model, inputs)
  const bareMs: number[] = []
  const servedMs: number[] = []
  const decodeMs: number[] = []
  const ratios: number[] = []
  await bare.turn(turnMs, leastPerTurn)
  for (let turn = -1; turn < turns; turn++) {
    const bareTurn = await bare.turn(turnMs, leastPerTurn)
    const servedTurn: number[] = []
    const untilMs = performance.now() + turnMs
    while (servedTurn.length < leastPerTurn || performance.now() < untilMs) {
      const { ms, stagesMs } = await connection.ask(request)
      const decode = stagesMs.get('decode') ?? 0
      servedTurn.push(ms - decode)
      if (turn >= 0) decodeMs.push(decode)
    }
    if (turn < 0) continue
    bareMs.push(...bareTurn)
    servedMs.push(...servedTurn)
    ratios.push(median(servedTurn) / median(bareTurn))
  }
  connection.close()
  await replica.close()
  await bare.close()
  await sleep(100)
  return {
    weights: model.weights,
    synthetic: model.synthetic,
    inputs: model.inputs,
    asked: told,
    sizeBytes: model.sizeBytes,
    loadMs: bare.loadMs,
    replicaBytes: memory.proportionalBytes,
    bare: timesOf(bareMs),
    served: timesOf(servedMs),
    decodeMs: median(decodeMs),
    ratio: median(ratios),
  }
}

function timesOf(values: readonly number[]): Times {
  return { medianMs: median(values), p95Ms: quantile(values, 0.95), n: values.length }
}
