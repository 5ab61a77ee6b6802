import { cocoNames } from '../architecture/coco-names.ts'
import { yolov5, yolov5Sizes } from '../architecture/yolov5.ts'
import { seededWeights } from '../onnx/weights.ts'
import type { CatalogueModel } from './entry.ts'

const names = [...cocoNames]

/** YOLOv5 in its three smaller sizes, for images of 640 pixels and the 80 classes of COCO. */
export const yolov5Models: readonly CatalogueModel[] = [
  detector('n', 1_867_405, 2_234_060_800, '6cc42caab5dde06315dd9a0648698b0b5f804f24c2533bfd24bca601045af515'),
  detector('s', 7_225_885, 8_216_780_800, 'f37a24406b36fa2bc4972740dbe42d754104752e8afd894308bf7897a1f4f284'),
  detector('m', 21_172_173, 24_436_224_000, 'c612046cfe938b52fadee11603109c7fd8b419fe8e04e905b1149b716ea92d34'),
]

function detector(size: keyof typeof yolov5Sizes, parameters: number, multiplyAdds: number, sha256: string): CatalogueModel {
  return {
    name: `yolov5${size}`,
    summary: `YOLOv5${size} 6.x for images of 640 × 640 pixels: boxes of the 80 classes of COCO`,
    parameters,
    multiplyAdds,
    seeded: {
      parts: { model: { ending: 'onnx', sha256 } },
      write: () => ({ model: yolov5(seededWeights(1), { names, size: 640, ...yolov5Sizes[size] }) }),
    },
    use: ({ model = '' }) => ({ program: { kind: 'graph', path: model }, task: { kind: 'detect', names, anchors: null } }),
  }
}
