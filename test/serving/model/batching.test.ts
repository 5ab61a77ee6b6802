import { expect, test } from 'vitest'
import { realEffects } from '../../../src/base/effects.ts'
import { buildModel } from '../../../src/serving/index.ts'
import { graph } from '../../../src/serving/onnx/graph.ts'
import { seededWeights } from '../../../src/serving/onnx/weights.ts'
import { parseExposition } from '../../../src/signals/exposition.ts'
import { call, inferPath, jsonOf } from '../calling.ts'
import { modelFile, type RunningReplica, startReplica } from '../replica-process.ts'

/** A request of so many rows, all of whose values are `value`. */
const bodyOf = (value: number, rows = 1) =>
  JSON.stringify({ inputs: [{ name: 'input', datatype: 'FP32', shape: [rows, 4], data: Array(rows * 4).fill(value) }] })

async function answersOf({ port }: RunningReplica, bodies: readonly string[]): Promise<number[][]> {
  const answers = await Promise.all(bodies.map((body) => call(port, inferPath, { body })))
  return answers.map((answer) => jsonOf(answer).outputs[0].data)
}

/** How many inferences there were, and how many rows they held. */
async function batchesOf({ metricsPort }: RunningReplica): Promise<{ inferences: number; rows: number }> {
  const { samples } = parseExposition((await call(metricsPort, '/metrics')).body.toString())
  const value = (name: string) => samples.find((sample) => sample.name === name)?.value ?? Number.NaN
  return { inferences: value('inference_batch_size_count'), rows: value('inference_batch_size_sum') }
}

const values = Array.from({ length: 24 }, (_, index) => index / 10)

test('requests that share an inference get the same answers as those that have one of their own', async () => {
  const alone = await startReplica()
  const expected = await answersOf(
    alone,
    values.map((value) => bodyOf(value)),
  )
  expect(await batchesOf(alone)).toEqual({ inferences: 24, rows: 24 })

  const together = await startReplica({ batching: { maxBatchSize: 8, maxQueueDelayMs: 300 } })
  const answers = await answersOf(
    together,
    values.map((value) => bodyOf(value)),
  )
  for (const [index, row] of answers.entries()) {
    for (const [place, value] of row.entries()) expect(value).toBeCloseTo(expected[index]?.[place] ?? Number.NaN, 5)
  }
  const { inferences, rows } = await batchesOf(together)
  expect(rows).toBe(24)
  expect(inferences).toBeGreaterThanOrEqual(3)
  expect(inferences).toBeLessThan(12)
})

test('rows that a request brings along count, and one that is larger than a batch has its own inference', async () => {
  const replica = await startReplica({ batching: { maxBatchSize: 4, maxQueueDelayMs: 100 } })
  const answers = await answersOf(replica, [bodyOf(0.1, 3), bodyOf(0.2, 3), bodyOf(0.3, 9)])
  expect(answers.map((row) => row.length)).toEqual([6, 6, 18])
  expect(await batchesOf(replica)).toEqual({ inferences: 3, rows: 15 })
})

test('a lone request is not kept longer than the delay, and not at all when the batch is full', async () => {
  const replica = await startReplica({ batching: { maxBatchSize: 2, maxQueueDelayMs: 2000 } })
  const timed = async (bodies: readonly string[]) => {
    const fromMs = performance.now()
    await answersOf(replica, bodies)
    return performance.now() - fromMs
  }
  const full = await timed([bodyOf(1), bodyOf(2)])
  const lone = await timed([bodyOf(1)])
  expect(lone).toBeGreaterThan(1900)
  expect(full).toBeLessThan(lone / 2)
})

/** A model that takes one row and no more. */
function oneRow(): Uint8Array {
  const net = graph('one-row', seededWeights(1))
  net.node('Relu', ['input'], 'output')
  return net.finish({ input: [1, 4] }, { output: [1, 4] })
}

test('a model with a fixed batch is served one by one', async () => {
  const { choice, places } = modelFile(oneRow())
  const replica = await startReplica({
    model: await buildModel(choice, places, realEffects),
    batching: { maxBatchSize: 8, maxQueueDelayMs: 50 },
  })
  const answers = await Promise.all(values.map((value) => call(replica.port, '/v2/models/my-model/infer', { body: bodyOf(value) })))
  expect(answers.every(({ status }) => status === 200)).toBe(true)
  expect((await batchesOf(replica)).inferences).toBe(24)
})
