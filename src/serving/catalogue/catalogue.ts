import { resnet50 } from '../architecture/resnet50.ts'
import { tiny } from '../architecture/tiny.ts'
import { seededWeights } from '../onnx/weights.ts'

/** A model that kubedyno writes itself, with weights from a fixed seed: its compute cost is true, its answers mean nothing. */
export interface CatalogueModel {
  name: string
  description: string
  parameters: number
  /** Of the file that `write` makes; the same on every machine. */
  sha256: string
  /** The bytes of the ONNX file. */
  write(): Uint8Array
}

const weights = seededWeights(1)

/** The models that can be served by name. */
export const catalogue: readonly CatalogueModel[] = [
  {
    name: 'resnet50',
    description: 'ResNet-50 v1.5 for images of 224 × 224 pixels: 4.1 billion multiplications an image, 102 MB of weights',
    parameters: 25_557_032,
    sha256: '33eac9d97a72eacd981f3e6dd0e7ba6cbf80aae80e951285615290b3b9762fb4',
    write: () => resnet50(weights),
  },
  {
    name: 'tiny',
    description: 'two small layers, four numbers in and two out: next to no compute, so that the cost of serving itself shows',
    parameters: 58,
    sha256: '870a5878f3f6f0fd6d548d7a5ca102db8fdda7df52594a4aed6e6d36b3a3c434',
    write: () => tiny(weights),
  },
]
