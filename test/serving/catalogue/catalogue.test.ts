import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { whisperSizes } from '../../../src/serving/architecture/whisper.ts'
import { catalogue } from '../../../src/serving/catalogue/catalogue.ts'
import type { CatalogueModel } from '../../../src/serving/catalogue/entry.ts'
import { decoderMultiplyAdds, encoderMultiplyAdds } from '../architecture/whisper-operations.ts'
import { countMultiplyAdds } from '../onnx/count-operations.ts'
import { parametersOf } from '../onnx/parameters-of.ts'

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const known = (name: string) => catalogue.find((model) => model.name === name) as CatalogueModel

test.each(catalogue.filter(({ seeded }) => seeded !== null))(
  'the seeded files of $name have the checksums, the parameters and the multiply-adds that the catalogue says',
  async ({ seeded, sizes = {}, parameters, multiplyAdds, use }) => {
    const files = (await seeded?.write({})) ?? {}
    const sums = Object.fromEntries(Object.entries(seeded?.parts ?? {}).map(([part, { sha256 }]) => [part, sha256]))
    expect(Object.fromEntries(Object.entries(files).map(([part, bytes]) => [part, sha256Of(bytes)]))).toEqual(sums)
    expect(Object.values(files).reduce((sum, bytes) => sum + parametersOf(bytes), 0)).toBe(parameters)
    if (use({}).program.kind === 'graph') expect(await countMultiplyAdds(files.model as Uint8Array, sizes)).toBe(multiplyAdds)
  },
)

test.each([
  ['whisper-tiny.en', whisperSizes['tiny.en'], 2],
  ['whisper-tiny', whisperSizes.tiny, 4],
  ['whisper-base', whisperSizes.base, 4],
] as const)('an inference of %s is the encoder, the start tokens, and as many steps as there are tokens left', (name, size, start) => {
  const tokens = (Number(known(name).sizes?.samples) / 16_000) * 4
  const steps = Array.from({ length: tokens - 1 }, (_, step) => decoderMultiplyAdds(size, 1, start + step))
  const decoder = steps.reduce((sum, step) => sum + step, decoderMultiplyAdds(size, start, 0))
  expect(known(name).multiplyAdds).toBe(encoderMultiplyAdds(size) + decoder)
})

/**
 * Where the figures were published: torchvision (ResNet-50), TensorFlow's model garden (EfficientNet-lite0; its multiply-adds are more than
 * its convolutions and its classifier take, 385 million), the releases of YOLOv5 6.x (billions of operations, two a multiply-add), the
 * TinyBERT paper (DistilBERT at 128 tokens, in operations).
 */
test.each([
  { name: 'resnet50', published: 4.09e9, within: 0.001 },
  { name: 'efficientnet-lite0', published: 407e6, within: 0.06 },
  { name: 'yolov5n', published: 4.5e9 / 2, within: 0.01 },
  { name: 'yolov5s', published: 16.5e9 / 2, within: 0.01 },
  { name: 'yolov5m', published: 49.0e9 / 2, within: 0.01 },
  { name: 'distilbert', published: 11.3e9 / 2, within: 0.02 },
])('an inference of $name takes within $within the multiply-adds that were published', ({ name, published, within }) => {
  expect(Math.abs(known(name).multiplyAdds / published - 1)).toBeLessThan(within)
})

/** Of whole models; less the pooler of MiniLM, which sentence vectors do not use, and the fixed positions of Whisper's encoder. */
test.each([
  ['resnet50', 25_557_032],
  ['efficientnet-lite0', 4_652_008],
  ['yolov5n', 1_867_405],
  ['yolov5s', 7_225_885],
  ['yolov5m', 21_172_173],
  ['distilbert', 66_362_880],
  ['minilm', 22_713_216 - 384 * 385],
  ['whisper-tiny', 37_760_640 - 1500 * 384],
  ['whisper-tiny.en', 37_760_640 - 1500 * 384 - 384],
  ['whisper-base', 72_593_920 - 1500 * 512],
])('%s has the published %d parameters', (name, parameters) => {
  expect(known(name).parameters).toBe(parameters)
})
