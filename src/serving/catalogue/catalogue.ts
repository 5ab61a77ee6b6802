import { resnet50 } from '../architecture/resnet50.ts'
import { tiny } from '../architecture/tiny.ts'

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

const seed = 1

/** The models that can be served by name. */
export const catalogue: readonly CatalogueModel[] = [
  {
    name: 'resnet50',
    description: 'ResNet-50 v1.5 for images of 224 × 224 pixels: 4.1 billion multiplications an image, 102 MB of weights',
    parameters: 25_557_032,
    sha256: 'e8565cce5ce6c9d8a0e49057dbb7dfc43c480eeaf79a7fdf4216d82efc6f9ab6',
    write: () => resnet50(seed).bytes,
  },
  {
    name: 'tiny',
    description: 'two small layers, four numbers in and two out: next to no compute, so that the cost of serving itself shows',
    parameters: 58,
    sha256: 'b72e0deb5fc26da3dc2fbd2034b9b0627ec9a0356251250e01ba240b4e7509ac',
    write: () => tiny(seed).bytes,
  },
]
