import { InferenceSession, Tensor } from 'onnxruntime-node'
import { seededRandom } from '../../../src/base/random.ts'
import type { Weights } from '../../../src/serving/onnx/weights.ts'

export type Tensors = Record<string, Tensor>

/** Weights that are all 0, for tests that only look at sizes. */
export const noWeights: Weights = (_, dims) => new Float32Array(dims.reduce((all, size) => all * size, 1))

/** Loads a model in this process and infers once. */
export async function runOnce(bytes: Uint8Array, feeds: Tensors): Promise<Tensors> {
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1 })
  return session.run(feeds)
}

/** Floats in [0, 1) from a seed. */
export function randomTensor(dims: number[], seed: number): Tensor {
  const random = seededRandom(seed, 'tensor')
  return new Tensor('float32', Float32Array.from({ length: dims.reduce((all, size) => all * size, 1) }, random.next), dims)
}

/** The largest difference between the values of two tensors of one shape. */
export function largestDifference(some: Tensor | undefined, others: Tensor | undefined): number {
  if (!some || !others || `${some.dims}` !== `${others.dims}`) throw new Error(`shapes ${some?.dims} and ${others?.dims} differ`)
  const values = others.data as Float32Array
  return (some.data as Float32Array).reduce((largest, value, index) => Math.max(largest, Math.abs(value - (values[index] as number))), 0)
}

/** One of the entries along the first axis, as a batch of one. */
export function entryOf(tensor: Tensor | undefined, index: number): Tensor {
  if (!tensor) throw new Error('no such tensor')
  const { dims, data, type } = tensor
  const size = data.length / (dims[0] as number)
  return new Tensor(type, data.slice(index * size, (index + 1) * size) as Float32Array, [1, ...dims.slice(1)])
}
