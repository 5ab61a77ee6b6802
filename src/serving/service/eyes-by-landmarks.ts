import { bytePlanes } from '../image/byte-planes.ts'
import { boxInPicture, letterboxOf } from '../image/letterbox.ts'
import { openPicture, pictureTypes } from '../image/picture.ts'
import { valuesOf } from '../tensor/datatype.ts'
import type { WireTensor } from '../tensor/tensor.ts'
import { eyeVerdict, type SeenEye } from './eye-verdict.ts'
import type { Service } from './service.ts'

/** The state of the eyes of the face in a picture, from how far they are open. */
export interface EyesByLandmarksTask {
  kind: 'eyes-by-landmarks'
  /** Pixels along each edge of the square that the picture is fitted into. */
  side: number
}

/** An eye whose gap is flatter than this is closed; how it was chosen stands in docs/explanation/eye-state.md. */
const openFrom = 0.11
/** How far from there an eye must be to be taken for open or closed with a confidence of 73 %. */
const unsure = 0.015
/** A face that is seen with less is none. */
const leastFace = 0.5

/** Open, closed, or no face, by the contour of the lids. */
export function eyesByLandmarksService({ side }: EyesByLandmarksTask): Service {
  const frame = { width: side, height: side }
  return {
    path: '/predict',
    contentTypes: pictureTypes,
    async read(body, contentType, steps) {
      const picture = await openPicture(body, contentType)
      const letterbox = letterboxOf(picture, frame)
      const pixels = await steps.time('decode', () => picture.pixels(3, letterbox))
      const bytes = steps.time('letterbox', () => bytePlanes(pixels, letterbox, frame))
      return {
        inputs: [{ index: 0, shape: [1, 3, side, side], bytes }],
        answer(outputs) {
          const seen = eyesIn(outputs).map(({ openness, box }) => ({
            ...stateOf(openness),
            openness,
            ...boxInPicture(box, letterbox, picture),
          }))
          return { ...eyeVerdict(seen, 0), by: 'face-landmarks' }
        },
      }
    },
  }
}

/** Open or closed, with a confidence that grows with the distance from the line between both. */
function stateOf(openness: number): Pick<SeenEye, 'state' | 'confidence'> {
  const sureOfOpen = 1 / (1 + Math.exp((openFrom - openness) / unsure))
  return sureOfOpen >= 0.5 ? { state: 'open', confidence: sureOfOpen } : { state: 'closed', confidence: 1 - sureOfOpen }
}

/** The two eyes of the face; none without a face. */
function eyesIn(outputs: readonly WireTensor[]) {
  const [face, boxes, openness] = outputs.map(({ bytes }) => valuesOf('FP32', bytes) as Float32Array)
  if (!face || !boxes || !openness || (face[0] ?? 0) < leastFace) return []
  return Array.from(openness, (gap, eye) => {
    const [left = 0, top = 0, right = 0, bottom = 0] = boxes.subarray(4 * eye, 4 * eye + 4)
    return { openness: gap, box: { x: left, y: top, width: right - left, height: bottom - top } }
  })
}
