import type { Random } from '../../base/random.ts'

/** Uniform weights of He's variance (2 / fan-in), which keeps the size of activations through convolutions with ReLU. */
export function heUniform(count: number, fanIn: number, random: Random): Float32Array {
  const reach = Math.sqrt(6 / fanIn)
  const weights = new Float32Array(count)
  for (let index = 0; index < count; index++) weights[index] = (random.nextUint32() / 0x80000000 - 1) * reach
  return weights
}
