import type { TensorSpec } from '../tensor/tensor.ts'
import { detectionService, told, toldBox } from './detections.ts'
import type { Detector } from './detector.ts'
import { eyeStates } from './detector-of-file.ts'
import { eyeVerdict } from './eye-verdict.ts'
import type { Service } from './service.ts'

/** Confidence from which an eye counts. */
const threshold = 0.4

/** Less sure ones are looked at as well, for they make `none` less sure. Boxes compete whatever their state: an eye has only one. */
const search = { least: 0.01, overlap: 0.3, most: 20, rival: () => 0 }

/** `POST /predict` with a picture of a face: whether its eyes are open; `by` is the model that says so. */
export function eyesService(input: TensorSpec, detector: Detector, by: string): Service {
  const states = eyeStates(detector.names) ?? []
  return detectionService(input, detector, search, (found) => {
    const seen = found.map((one) => ({ ...one, state: states[one.class] ?? 'closed' }))
    const { state, confidence, eyes } = eyeVerdict(seen, threshold)
    return { state, confidence: told(confidence), eyes: eyes.map((eye) => ({ state: eye.state, ...toldBox(eye) })), by }
  })
}
