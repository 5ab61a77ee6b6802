import type { Weights } from '../onnx/weights.ts'
import { type Layer, mobileLayers } from './mobile-layers.ts'

/** Writes MediaPipe's iris network (Ablavatski et al. 2020): 71 points around an eye and 5 of its iris in a picture of 64 × 64. */
export function irisLandmarks(weights: Weights): Uint8Array {
  const { net, input, convolution, depthwise, sloped, joined } = mobileLayers('iris-landmarks', 'input_1', 64, weights)
  const block = (name: string, from: Layer, channels = from.channels, stride = 1) => {
    const narrow = convolution(`${name}.squeeze`, from, { channels: channels / 2, size: stride, stride })
    const seen = depthwise(`${name}.depthwise`, sloped(`${name}.squeeze.slopes`, narrow))
    return sloped(`${name}.slopes`, joined(name, from, convolution(`${name}.pointwise`, seen, { channels })))
  }
  const blocks = (name: string, from: Layer, count: number) => {
    let x = from
    for (let index = 1; index <= count; index++) x = block(`${name}.${index}`, x)
    return x
  }

  let x = sloped('stem.slopes', convolution('stem', input, { channels: 64, size: 3, stride: 2 }))
  x = block('stage2.0', blocks('stage1', x, 4), 128, 2)
  x = block('stage3.0', blocks('stage2', x, 4), 128, 2)
  const outputs = { output_eyes_contours_and_brows: 213, output_iris: 15 }
  for (const [name, numbers] of Object.entries(outputs)) {
    let branch = blocks(`${name}.stage3`, x, 2)
    for (const stage of [4, 5]) branch = blocks(`${name}.stage${stage}`, block(`${name}.stage${stage}.0`, branch, 128, 2), 2)
    const head = convolution(`${name}.head`, branch, { channels: numbers, size: 2, isValid: true, answers: new Float32Array(numbers) })
    net.node('Flatten', [head.name], name)
  }
  return net.finish({ input_1: [1, 3, 64, 64] }, { output_eyes_contours_and_brows: [1, 213], output_iris: [1, 15] })
}
