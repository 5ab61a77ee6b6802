import fc from 'fast-check'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { DynoError } from '../../../../src/base/errors.ts'
import { seededRandom } from '../../../../src/base/random.ts'
import { tfliteToOnnx } from '../../../../src/serving/packages/tflite/tflite-to-onnx.ts'
import { tfliteFile, type WrittenOperator, type WrittenTensor } from './tflite-writer.ts'

const code = { add: 0, concatenate: 2, convolve: 3, depthwise: 4, dequantize: 6, pool: 17, relu: 19, reshape: 22, pad: 34, prelu: 54 }
const count = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1)

function numbers(shape: readonly number[], seed: number): Float32Array {
  const random = seededRandom(seed, 'test')
  return Float32Array.from({ length: count(shape) }, () => 2 * random.next() - 1)
}

/** An image with channels last, and the same with channels first. */
function image([height = 1, width = 1, channels = 1]: readonly number[], seed: number) {
  const last = numbers([height, width, channels], seed)
  const first = last.map((_, index) => last[(index % (height * width)) * channels + Math.floor(index / (height * width))] as number)
  return { last, first, shape: [1, height, width, channels], shapeFirst: [1, channels, height, width] }
}

/** What the ONNX model of a network answers to its one input. */
async function answered(tensors: WrittenTensor[], operators: WrittenOperator[], values: Float32Array, shape: number[]) {
  const session = await InferenceSession.create(tfliteToOnnx(tfliteFile(tensors, operators), 'small'))
  expect(session.inputNames).toEqual(['name0'])
  const outputs = await session.run({ name0: new Tensor('float32', values, shape) })
  await session.release()
  const { dims, data } = outputs[`name${tensors.length - 1}`] as Tensor
  return { shape: dims, values: [...(data as Float32Array)] }
}

const close = (values: Iterable<number>) => [...values].map((value) => expect.closeTo(value, 4))

/** A convolution as TensorFlow defines it, channels last; `weight(y, x, from, to)` is 0 between channels that do not meet. */
function convolved(
  { last, shape }: { last: Float32Array; shape: number[] },
  kernel: { height: number; width: number; weight(y: number, x: number, from: number, to: number): number },
  channels: number,
  stride: number,
  isSame: boolean,
) {
  const [, height = 1, width = 1, from = 1] = shape
  const sizeOf = (size: number, window: number) => (isSame ? Math.ceil(size / stride) : Math.floor((size - window) / stride) + 1)
  const before = (size: number, window: number) =>
    isSame ? Math.floor(Math.max(0, (Math.ceil(size / stride) - 1) * stride + window - size) / 2) : 0
  const out = [sizeOf(height, kernel.height), sizeOf(width, kernel.width), channels] as const
  const values = Array.from({ length: count(out) }, (_, index) => {
    const to = index % channels
    const column = Math.floor(index / channels) % out[1]
    const row = Math.floor(index / channels / out[1])
    let sum = 0
    for (let y = 0; y < kernel.height; y++) {
      for (let x = 0; x < kernel.width; x++) {
        const [inY, inX] = [row * stride + y - before(height, kernel.height), column * stride + x - before(width, kernel.width)]
        if (inY < 0 || inX < 0 || inY >= height || inX >= width) continue
        for (let channel = 0; channel < from; channel++) {
          sum += kernel.weight(y, x, channel, to) * (last[(inY * width + inX) * from + channel] as number)
        }
      }
    }
    return sum
  })
  return { shape: [1, ...out], values }
}

test('convolutions of any size, stride and padding answer as TensorFlow defines them, also depthwise ones', async () => {
  const windows = fc.record({
    height: fc.integer({ min: 3, max: 9 }),
    width: fc.integer({ min: 3, max: 9 }),
    window: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    isSame: fc.boolean(),
    isDepthwise: fc.boolean(),
    isRectified: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(windows, async ({ height, width, window, stride, isSame, isDepthwise, isRectified }) => {
      const [from, to] = isDepthwise ? [3, 3] : [3, 5]
      const input = image([height, width, from], 1)
      const kernelShape = isDepthwise ? [1, window, window, to] : [to, window, window, from]
      const weights = numbers(kernelShape, 2)
      const bias = numbers([to], 3)
      const expected = convolved(
        input,
        {
          height: window,
          width: window,
          weight(y, x, channel, target) {
            if (isDepthwise) return channel === target ? (weights[(y * window + x) * to + target] as number) : 0
            return weights[((target * window + y) * window + x) * from + channel] as number
          },
        },
        to,
        stride,
        isSame,
      )
      const options = [{ int8: isSame ? 0 : 1 }, { int32: stride }, { int32: stride }]
      const activation = { int8: isRectified ? 1 : 0 }
      const output = await answered(
        [{ shape: input.shape }, { shape: kernelShape, values: weights }, { shape: [to], values: bias }, { shape: expected.shape }],
        [
          {
            code: isDepthwise ? code.depthwise : code.convolve,
            inputs: [0, 1, 2],
            outputs: [3],
            options: isDepthwise ? [...options, { int32: 1 }, activation] : [...options, activation],
          },
        ],
        input.first,
        input.shapeFirst,
      )
      const sums = expected.values.map((value, index) => value + (bias[index % to] as number))
      expect(output).toEqual({ shape: expected.shape, values: close(isRectified ? sums.map((sum) => Math.max(0, sum)) : sums) })
    }),
    { numRuns: 40 },
  )
})

test('weights of 16-bit floats are widened', async () => {
  const halves = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff)
  const output = await answered(
    [
      { shape: [1, 1, 1, 1] },
      { shape: [4, 1, 1, 1], values: halves, type: 1 },
      { shape: [4, 1, 1, 1] },
      { shape: [4], values: new Float32Array(4) },
      { shape: [1, 1, 1, 4] },
    ],
    [
      { code: code.dequantize, inputs: [1], outputs: [2] },
      { code: code.convolve, inputs: [0, 2, 3], outputs: [4], options: [{ int8: 0 }, { int32: 1 }, { int32: 1 }] },
    ],
    Float32Array.of(1),
    [1, 1, 1, 1],
  )
  expect(output).toEqual({ shape: [1, 1, 1, 4], values: [1, -2, 2 ** -24, 65504] })
})

test('a pool, a padding of channels, a sum, slopes and a reshape keep every number in its place', async () => {
  const input = image([4, 4, 2], 5)
  const slopes = Float32Array.of(0.5, 0.1, 2)
  const paddings = Int32Array.of(0, 0, 0, 0, 0, 0, 0, 1)
  const output = await answered(
    [
      { shape: input.shape },
      { shape: [1, 2, 2, 2] },
      { shape: [4, 2], values: paddings, type: 2 },
      { shape: [1, 2, 2, 3] },
      { shape: [1, 2, 2, 3] },
      { shape: [1, 1, 3], values: slopes },
      { shape: [1, 2, 2, 3] },
      { shape: [1, 4, 3] },
      { shape: [1, 8, 3] },
    ],
    [
      { code: code.pool, inputs: [0], outputs: [1], options: [{ int8: 1 }, ...[2, 2, 2, 2].map((int32) => ({ int32 }))] },
      { code: code.pad, inputs: [1, 2], outputs: [3] },
      { code: code.add, inputs: [3, 3], outputs: [4] },
      { code: code.prelu, inputs: [4, 5], outputs: [6] },
      { code: code.reshape, inputs: [6], outputs: [7] },
      { code: code.concatenate, inputs: [7, 7], outputs: [8], options: [{ int32: 1 }] },
    ],
    input.first,
    input.shapeFirst,
  )
  const pixel = (row: number, column: number) => {
    const greatest = [0, 1].map((channel) => {
      const places = [0, 1, 4, 5].map((place) => 2 * (8 * row + 2 * column + place) + channel)
      return 2 * Math.max(...places.map((place) => input.last[place] as number))
    })
    return [...greatest.map((value, channel) => (value < 0 ? value * (slopes[channel] as number) : value)), 0]
  }
  const once = [pixel(0, 0), pixel(0, 1), pixel(1, 0), pixel(1, 1)].flat()
  expect(output).toEqual({ shape: [1, 8, 3], values: close([...once, ...once]) })
})

test('what is not known is refused by its name', () => {
  const one = (operator: Partial<WrittenOperator>, extra: WrittenTensor[] = []) =>
    tfliteFile([{ shape: [1, 2, 2, 1] }, ...extra, { shape: [1, 2, 2, 1] }], [{ code: 19, inputs: [0], outputs: [1], ...operator }])
  const refusalOf = (file: Buffer) => {
    try {
      tfliteToOnnx(file, 'small')
    } catch (error) {
      expect(error).toBeInstanceOf(DynoError)
      return error as DynoError
    }
    throw new Error('it was taken')
  }
  expect(refusalOf(one({ code: 23 })).message).toContain('RESIZE_BILINEAR')
  expect(refusalOf(one({ code: 150 })).message).toContain('operator 150')
  expect(refusalOf(one({ code: 0, inputs: [0, 0], options: [{ int8: 3 }] })).message).toContain('fused activation 3')
  expect(refusalOf(one({ code: 6 })).message).toContain('DEQUANTIZE of what is computed')
  expect(refusalOf(one({ code: 3, inputs: [0, 0, 0] })).message).toContain('weights that are computed')
  for (const damaged of [Buffer.alloc(0), Buffer.from('this is no model at all'), one({}).subarray(0, 150), one({}).fill(0xff, 8, 40)]) {
    expect(refusalOf(damaged)).toMatchObject({ code: 'KD_MODEL_INVALID' })
  }
})
