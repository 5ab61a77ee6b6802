import { efficientnetLite0 as network } from '../architecture/efficientnet-lite0.ts'
import { seededWeights } from '../onnx/weights.ts'
import { efficientnetLite0Package, imagenetNamesPackage } from '../packages/pins.ts'
import { trainedWeights } from '../packages/weights/named-tensors.ts'
import { readStateDict } from '../packages/weights/state-dict.ts'
import type { CatalogueModel } from './entry.ts'
import { fromPackages, taken } from './from-packages.ts'

/** How TensorFlow brings bytes to about -1 to 1: less 127, by 128. */
const fromByte = { mean: [127 / 255, 127 / 255, 127 / 255], std: [128 / 255, 128 / 255, 128 / 255] }

/** Pictures by what they show. */
export const efficientnetLite0: CatalogueModel = {
  name: 'efficientnet-lite0',
  summary: 'EfficientNet-lite0 for images of 224 × 224 pixels: the 1000 classes of ImageNet',
  parameters: 4_652_008,
  multiplyAdds: 385_187_552,
  seeded: {
    parts: { model: { ending: 'onnx', sha256: 'dce627cb7567673e58d97c62c9ba22018372409bf9c3259a0acb4b3d90f6b7e4' } },
    write: () => ({ model: network(seededWeights(1)) }),
  },
  trained: {
    ...fromPackages(efficientnetLite0Package, imagenetNamesPackage),
    parts: {
      model: { ending: 'onnx', sha256: 'b7b9f7d6ec6158999570969ecc7f8a7c00a289ea0377b7b887c031f3248e7f75' },
      labels: { ending: 'txt', sha256: '4eb3da435cf544e4a6f390f62c84cb9c9bb68cf8b14e97f8a063452382e5efd2' },
    },
    write: (folders) => ({
      model: network(trainedWeights(readStateDict(taken(folders, efficientnetLite0Package, 'efficientnet-lite0-57934424.pth')))),
      labels: classNames(taken(folders, imagenetNamesPackage, 'imagenet1k_label_to_names.json')),
    }),
  },
  use: ({ model = '', labels = null }) => ({ program: { kind: 'graph', path: model }, task: { kind: 'classify', ...fromByte, labels } }),
}

/** The names in the order of their classes, a line each. */
function classNames(json: Uint8Array): Uint8Array {
  const names: Record<string, string> = JSON.parse(new TextDecoder().decode(json))
  return new TextEncoder().encode(Array.from({ length: 1000 }, (_, number) => `${names[number]}\n`).join(''))
}
