import type { Weights } from '../onnx/weights.ts'
import { type Layer, mobileLayers } from './mobile-layers.ts'

/** With weights from a seed it confirms every face, and sees all points of it in one corner. */
const confirmed = Float32Array.of(10)
const points = new Float32Array(3 * 468)

/** Writes MediaPipe's face mesh (Kartynnik et al. 2019): 468 points of a face in a picture of 192 × 192, and whether there is one. */
export function faceLandmarks(weights: Weights): Uint8Array {
  const { net, input, convolution, depthwise, sloped, joined } = mobileLayers('face-landmarks', 'input_1', 192, weights)
  const block = (name: string, from: Layer, channels = from.channels, stride = 1) => {
    const branch = convolution(`${name}.pointwise`, depthwise(`${name}.depthwise`, from, stride), { channels })
    return sloped(`${name}.slopes`, joined(name, from, branch))
  }
  const stage = (name: string, from: Layer, channels: number) => {
    const smaller = block(`${name}.0`, from, channels, 2)
    return block(`${name}.2`, block(`${name}.1`, smaller))
  }
  const squeezed = (name: string, from: Layer) => {
    const few = sloped(`${name}.squeeze.slopes`, convolution(`${name}.squeeze`, from, { channels: 32 }))
    return block(`${name}.last`, few)
  }

  let x = sloped('stem.slopes', convolution('stem', input, { channels: 16, size: 3, stride: 2 }))
  x = block('stage1.2', block('stage1.1', x))
  for (const [index, channels] of [32, 64, 128, 128].entries()) x = stage(`stage${index + 2}`, x, channels)
  const seen = squeezed('points', stage('points', x, 128))
  const present = squeezed('presence', block('presence.0', x, 128, 2))
  const outputs = [
    { name: 'conv2d_20', head: convolution('points.head', seen, { channels: points.length, size: 3, isValid: true, answers: points }) },
    { name: 'conv2d_30', head: convolution('presence.head', present, { channels: 1, size: 3, isValid: true, answers: confirmed }) },
  ]
  for (const { name, head } of outputs) net.node('Transpose', [head.name], name, { perm: [0, 2, 3, 1] })
  return net.finish({ input_1: [1, 3, 192, 192] }, { conv2d_20: [1, 1, 1, 1404], conv2d_30: [1, 1, 1, 1] })
}
