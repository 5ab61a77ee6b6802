import { distilbert as architecture, sentenceEncoder } from '../architecture/sentence-encoder.ts'
import { seededWeights } from '../onnx/weights.ts'
import type { CatalogueModel } from './entry.ts'

/** DistilBERT as an encoder of sentences. */
export const distilbert: CatalogueModel = {
  name: 'distilbert',
  summary: 'DistilBERT-base: a vector of 768 numbers for a text of up to 512 tokens',
  parameters: 66_362_880,
  multiplyAdds: 5_586_812_928,
  sizes: { sequence: 128 },
  seeded: {
    parts: { model: { ending: 'onnx', sha256: '6bc122e2d5ba1314a79676e7fc12ad3bcb05716a9d4523ead41a2ea726bff0fc' } },
    write: () => ({ model: sentenceEncoder(seededWeights(1), architecture) }),
  },
  use: ({ model = '' }) => ({ program: { kind: 'graph', path: model }, task: { kind: 'embed', vocabulary: null, limit: 512 } }),
}
