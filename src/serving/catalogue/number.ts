import { number } from '../architecture/number.ts'
import { seededWeights } from '../onnx/weights.ts'
import type { CatalogueModel } from './entry.ts'

/** A function of one number, for trying things out. */
export const numberModel: CatalogueModel = {
  name: 'number',
  summary: 'one number in, one number out: the smallest model with a route of its own',
  parameters: 49,
  multiplyAdds: 32,
  seeded: {
    parts: { model: { ending: 'onnx', sha256: 'f48c1ecf2f7ebc69b5636e0352b1f1ba858b8c0cea28f1e6d6b536ed30b016ac' } },
    write: () => ({ model: number(seededWeights(1)) }),
  },
  use: ({ model = '' }) => ({ program: { kind: 'graph', path: model }, task: { kind: 'number' } }),
}
