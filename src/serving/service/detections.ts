import { boxInPicture, letterboxed } from '../image/letterbox.ts'
import { type Found, nonMaximumSuppression } from '../image/non-maximum-suppression.ts'
import { plainColours } from '../image/planes.ts'
import { yoloBoxes } from '../image/yolo-boxes.ts'
import type { TensorSpec, WireTensor } from '../tensor/tensor.ts'
import type { Detector } from './detector.ts'
import { pictureInput } from './picture-input.ts'
import type { Service, Steps } from './service.ts'
import { floatsOf } from './wire.ts'

/** What a detector is asked for. */
export interface Search {
  /** Confidence from which something counts as found. */
  least: number
  /** Boxes of one class that overlap by more show the same thing. */
  overlap: number
  most: number
  /** What a class counts as when boxes compete; absent: each for itself. */
  rival?(kind: number): number
}

/** `POST /predict` with a picture, for a YOLOv5: its boxes, in the picture's pixels, become the answer. */
export function detectionService(
  input: TensorSpec,
  { names, anchors }: Detector,
  { least, overlap, most, rival = (kind) => kind }: Search,
  tell: (found: Found[]) => object,
): Service {
  const { frame, contentTypes, read } = pictureInput(input, plainColours, (picture, size) => letterboxed(picture, size, 3))
  const find = (outputs: readonly WireTensor[]) =>
    yoloBoxes(
      outputs.map((output) => ({ shape: output.shape, values: floatsOf(output) })),
      names.length,
      frame,
      anchors,
      least,
    )
  return {
    path: '/predict',
    contentTypes,
    async read(body: Buffer, contentType: string, steps: Steps) {
      const { picture, region, tensors, release } = await read(body, contentType, steps)
      return {
        inputs: tensors,
        answer(outputs) {
          release()
          const kept = steps.time('suppression', () => {
            const found = find(outputs).map((one) => ({ ...one, kind: one.class, class: rival(one.class) }))
            return nonMaximumSuppression(found, overlap, most)
          })
          return tell(kept.map(({ kind, confidence, ...box }) => ({ ...boxInPicture(box, region, picture), class: kind, confidence })))
        },
      }
    },
  }
}

/** A box as it is answered: to a tenth of a pixel, its confidence to a hundredth of a percent. */
export function toldBox({ x, y, width, height, confidence }: Omit<Found, 'class'>) {
  const tenth = (pixels: number) => Math.round(pixels * 10) / 10
  return { confidence: told(confidence), x: tenth(x), y: tenth(y), width: tenth(width), height: tenth(height) }
}

/** A confidence as it is answered. */
export function told(confidence: number): number {
  return Math.round(confidence * 1e4) / 1e4
}
