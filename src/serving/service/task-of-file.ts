import { DynoError } from '../../base/errors.ts'
import type { ModelTask } from '../../spec/index.ts'
import { detectorOfFile, readable, takesPictures } from './detector-of-file.ts'
import type { Task } from './task.ts'

/** Mean and spread of the colours that networks for ImageNet are trained with. */
export const imageNet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const

/** What a user's own ONNX file is for: what it is said to be for, else what it says itself; null is neither. Throws when the file cannot be for that. */
export function taskOfFile(path: string, bytes: Uint8Array, asked: ModelTask | undefined): Task | null {
  if (asked === 'classify') return classifier(path, bytes)
  const detector = detectorOfFile(bytes)
  if (!asked || asked === detector?.kind) return detector
  if (!detector) {
    throw new DynoError('KD_MODEL_INVALID', `${path} does not describe itself as an export of YOLOv5 does`, {
      hint: 'export it with `python export.py --include onnx`, which writes the names of the classes into the file; or leave the task out and send tensors',
    })
  }
  if (asked === 'detect') return { ...detector, kind: 'detect' }
  throw new DynoError('KD_MODEL_INVALID', `${path} finds ${detector.names.slice(0, 4).join(', ')}, not open and closed eyes`, {
    hint: 'the name of each class must say open or closed; or use the task detect',
  })
}

function classifier(path: string, bytes: Uint8Array): Task {
  const file = readable(bytes)
  // What cannot be read is told by who loads it.
  if (file && !takesPictures(file)) {
    throw new DynoError('KD_MODEL_INVALID', `${path} does not take a picture`, {
      hint: 'a classifier of pictures has one input [1, 3, height, width] of 32-bit floats; leave the task out and send tensors',
    })
  }
  return { kind: 'classify', ...imageNet, labels: null }
}
