import { seededRandom } from '../../base/random.ts'

/** What a weight is before training: one value throughout, uniform within ±reach, or given values. */
export type Start = { fill: number } | { reach: number } | { values: Float32Array }

/**
 * Gives a weight of an architecture by its published name, in its published layout. True weights take no notice of `start`; those from a
 * seed follow it.
 */
export type Weights = (name: string, dims: readonly number[], start: Start) => Float32Array

/** Weights that a seed decides, each by its name alone: true compute cost, no meaning. */
export function seededWeights(seed: number): Weights {
  return (name, dims, start) => {
    if ('values' in start) return start.values
    const weights = new Float32Array(dims.reduce((product, size) => product * size, 1))
    if ('fill' in start) return weights.fill(start.fill)
    const random = seededRandom(seed, name)
    for (let index = 0; index < weights.length; index++) weights[index] = (random.nextUint32() / 0x80000000 - 1) * start.reach
    return weights
  }
}

/** Uniform weights of He's variance (2 / fan-in), which keeps the size of activations through layers with ReLU. */
export function heStart(fanIn: number): Start {
  return { reach: Math.sqrt(6 / fanIn) }
}
