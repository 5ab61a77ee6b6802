import { miniLm, sentenceEncoder } from '../architecture/sentence-encoder.ts'
import { seededWeights } from '../onnx/weights.ts'
import { minilmPackage } from '../packages/pins.ts'
import { trainedWeights } from '../packages/weights/named-tensors.ts'
import { readSafetensors } from '../packages/weights/safetensors.ts'
import type { CatalogueModel } from './entry.ts'
import { fromPackages, taken } from './from-packages.ts'

/** Sentences as vectors. */
export const minilm: CatalogueModel = {
  name: 'minilm',
  summary: 'all-MiniLM-L6-v2: a vector of 384 numbers for the meaning of a sentence, in English',
  parameters: 22_565_376,
  multiplyAdds: 1_434_451_968,
  sizes: { sequence: 128 },
  seeded: {
    parts: { model: { ending: 'onnx', sha256: '8b476454412950d0137aab7f9349e9775dbfbc6179aeba2855baa19d559f6a5b' } },
    write: () => ({ model: sentenceEncoder(seededWeights(1), miniLm) }),
  },
  trained: {
    ...fromPackages(minilmPackage),
    parts: {
      model: { ending: 'onnx', sha256: '5cb3905433b5d3089f357153b3976cc9ecb72dbf2053e2fff3fbdaa3ca137704' },
      vocabulary: { ending: 'txt', sha256: '07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3' },
    },
    write: (folders) => ({
      model: sentenceEncoder(trainedWeights(readSafetensors(taken(folders, minilmPackage, 'model.safetensors'))), miniLm),
      vocabulary: taken(folders, minilmPackage, 'vocab.txt'),
    }),
  },
  use: ({ model = '', vocabulary = null }) => ({
    program: { kind: 'graph', path: model },
    task: { kind: 'embed', vocabulary, limit: 256 },
  }),
}
