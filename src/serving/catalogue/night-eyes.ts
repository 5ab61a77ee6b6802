import { readFileSync } from 'node:fs'
import { yolov5 } from '../architecture/yolov5.ts'
import { trainedWeights } from '../packages/weights/named-tensors.ts'
import { readSafetensors } from '../packages/weights/safetensors.ts'
import type { CatalogueModel } from './entry.ts'

const names = ['open', 'closed']

/** Written by scripts/eyes/train.py, as halves. */
const weightsFile = new URL('../../../models/night-eyes.safetensors', import.meta.url)

/** Half the width of the smallest published YOLOv5. */
const shape = { names, size: 192, width: 0.125, depth: 0.33 }

/** The state of the eyes of a face before an infrared camera, by a detector that learned from drawings. */
export const nightEyes: CatalogueModel = {
  name: 'night-eyes',
  summary: 'a small YOLOv5 that finds open and closed eyes; it learned from drawings of faces before an infrared camera',
  parameters: 444_487,
  multiplyAdds: 50_812_416,
  seeded: null,
  trained: {
    origin: 'learned from drawings; no product for real drivers',
    packages: [],
    parts: { model: { ending: 'onnx', sha256: 'c171786e4058a922ef950b3d0369b49e83482447064d629cbfcf222ecca57bc8' } },
    write: () => ({ model: yolov5(trainedWeights(readSafetensors(readFileSync(weightsFile))), shape) }),
  },
  use: ({ model = '' }) => ({ program: { kind: 'graph', path: model }, task: { kind: 'eyes', names, anchors: null } }),
}
