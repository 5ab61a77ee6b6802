import type { TensorSpec } from '../tensor/tensor.ts'
import { detectionService, toldBox } from './detections.ts'
import type { Detector } from './detector.ts'
import type { Service } from './service.ts'

/** What YOLOv5 itself counts as found, and at most how much. */
const search = { least: 0.25, overlap: 0.45, most: 300 }

/** `POST /predict` with a picture: what is to be seen in it, and where. */
export function detectService(input: TensorSpec, detector: Detector): Service {
  return detectionService(input, detector, search, (found) => ({
    boxes: found.map((one) => ({ class: one.class, label: detector.names[one.class] ?? null, ...toldBox(one) })),
  }))
}
