import { resnet50 } from '../architecture/resnet50.ts'
import { tiny } from '../architecture/tiny.ts'
import { seededWeights } from '../onnx/weights.ts'
import { imageNet } from '../service/task-of-file.ts'
import { distilbert } from './distilbert.ts'
import { efficientnetLite0 } from './efficientnet-lite0.ts'
import type { CatalogueModel } from './entry.ts'
import { eyesByLandmarks } from './eyes-by-landmarks.ts'
import { forecaster } from './lstm-forecaster.ts'
import { minilm } from './minilm.ts'
import { nightEyes } from './night-eyes.ts'
import { numberModel } from './number.ts'
import { ocr } from './ocr.ts'
import { sileroVad } from './silero-vad.ts'
import { whisperModels } from './whisper.ts'
import { yolov5Models } from './yolov5.ts'

const seeded = seededWeights(1)

/** The models that can be served by name. */
export const catalogue: readonly CatalogueModel[] = [
  {
    name: 'resnet50',
    summary: 'ResNet-50 v1.5 for images of 224 × 224 pixels',
    parameters: 25_557_032,
    multiplyAdds: 4_089_184_256,
    seeded: {
      parts: { model: { ending: 'onnx', sha256: '33eac9d97a72eacd981f3e6dd0e7ba6cbf80aae80e951285615290b3b9762fb4' } },
      write: () => ({ model: resnet50(seeded) }),
    },
    use: ({ model = '' }) => ({ program: { kind: 'graph', path: model }, task: { kind: 'classify', ...imageNet, labels: null } }),
  },
  {
    name: 'tiny',
    summary: 'two small layers, four numbers in and two out: next to no compute, so that the cost of serving itself shows',
    parameters: 58,
    multiplyAdds: 48,
    seeded: {
      parts: { model: { ending: 'onnx', sha256: '870a5878f3f6f0fd6d548d7a5ca102db8fdda7df52594a4aed6e6d36b3a3c434' } },
      write: () => ({ model: tiny(seeded) }),
    },
    use: ({ model = '' }) => ({ program: { kind: 'graph', path: model }, task: null }),
  },
  eyesByLandmarks,
  nightEyes,
  ocr,
  minilm,
  efficientnetLite0,
  distilbert,
  ...yolov5Models,
  ...whisperModels,
  forecaster,
  numberModel,
  sileroVad,
]
