import type { Weights } from '../onnx/weights.ts'
import { type Layer, mobileLayers } from './mobile-layers.ts'

/** Channels and stride of each block; the second output grid follows the last block, the first one the block before the last stride. */
const blocks = [
  ...[24, 28].map((channels) => ({ channels, stride: 1 })),
  { channels: 32, stride: 2 },
  ...[36, 42].map((channels) => ({ channels, stride: 1 })),
  { channels: 48, stride: 2 },
  ...[56, 64, 72, 80, 88].map((channels) => ({ channels, stride: 1 })),
  { channels: 96, stride: 2 },
  ...[96, 96, 96, 96].map((channels) => ({ channels, stride: 1 })),
]

/**
 * Where its two grids come from, and how sure their guesses are with weights from a seed: one in six of the coarse ones sees a face, so that
 * the networks behind it have as much to do as with a picture of one.
 */
const grids = [
  { grid: 'fine', scores: [-10, -10] },
  { grid: 'coarse', scores: [10, -10, -10, -10, -10, -10] },
] as const

/** A face of half the picture's side with its eyes level: centre, size, six points. */
const someFace = [0, 0, 64, 64, -13, -8, 13, -8, 0, 2, 0, 14, -28, -4, 28, -4]

/** Writes BlazeFace for short range (Bazarevsky et al. 2019): 896 guesses of a face in a picture of 128 × 128. */
export function blazeFace(weights: Weights): Uint8Array {
  const { net, input, convolution, depthwise, relu, joined, rows } = mobileLayers('blaze-face', 'input', 128, weights)
  let x = relu('stem.relu', convolution('stem', input, { channels: 24, size: 5, stride: 2 }))
  let fine: Layer = x
  for (const [index, { channels, stride }] of blocks.entries()) {
    const name = `block${index + 1}`
    if (stride === 2) fine = x
    const branch = convolution(`${name}.pointwise`, depthwise(`${name}.depthwise`, x, stride), { channels })
    x = relu(`${name}.relu`, joined(name, x, branch))
  }
  const from = { fine, coarse: x }
  const guessed = (head: string, numbers: number, answersOf: (scores: readonly number[]) => readonly number[]) =>
    grids.map(({ grid, scores }) => {
      const answers = Float32Array.from(answersOf(scores))
      return rows(`${grid}.${head}.rows`, convolution(`${grid}.${head}`, from[grid], { channels: answers.length, answers }), numbers)
    })
  const boxes = guessed('boxes', someFace.length, (scores) => scores.flatMap(() => someFace))
  const scores = guessed('scores', 1, (values) => values)
  net.node('Concat', boxes, 'regressors', { axis: 1 })
  net.node('Concat', scores, 'classificators', { axis: 1 })
  return net.finish({ input: [1, 3, 128, 128] }, { regressors: [1, 896, 16], classificators: [1, 896, 1] })
}
