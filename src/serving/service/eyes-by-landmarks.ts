import { bytePlanes } from '../image/byte-planes.ts'
import { boxInPicture, letterboxOf } from '../image/letterbox.ts'
import { openPicture, pictureTypes } from '../image/picture.ts'
import type { WireTensor } from '../tensor/tensor.ts'
import { told, toldBox } from './detections.ts'
import { eyeVerdict, type SeenEye } from './eye-verdict.ts'
import type { Service } from './service.ts'
import { floatsOf } from './wire.ts'

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
/** What the answer names as its source. */
const by = 'face-landmarks'
/** A face that is seen with less is none: faces from the front reach 0.75, a cat 0.55. */
const leastFace = 0.7

/** Open, closed, or no face, by the contour of the lids. */
export function eyesByLandmarksService({ side }: EyesByLandmarksTask): Service {
  const frame = { width: side, height: side }
  return {
    path: '/predict',
    contentTypes: pictureTypes,
    async read(body, contentType, steps) {
      const picture = await openPicture(body, contentType)
      const letterbox = letterboxOf(picture, frame)
      const pixels = await steps.time('image_decode', () => picture.pixels(3, letterbox))
      const bytes = steps.time('image_planes', () => bytePlanes(pixels, letterbox, frame))
      return {
        inputs: [{ index: 0, shape: [1, 3, side, side], bytes }],
        answer(outputs) {
          const { face, eyes } = facesEyes(outputs)
          if (face < leastFace) return { state: 'none', confidence: told(1 - face), eyes: [], by }
          const seen = eyes.map(({ openness, box }) => ({ openness, ...stateOf(openness), ...boxInPicture(box, letterbox, picture) }))
          const { state, confidence } = eyeVerdict(seen, 0)
          const shown = seen.map((eye) => ({ state: eye.state, openness: told(eye.openness), ...toldBox(eye) }))
          return { state, confidence: told(confidence), eyes: shown, by }
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

/** How sure the face is, and its two eyes. */
function facesEyes(outputs: readonly WireTensor[]) {
  const [face, boxes, openness] = outputs.map(floatsOf)
  const eyes = Array.from(openness ?? [], (gap, eye) => {
    const [left = 0, top = 0, right = 0, bottom = 0] = boxes?.subarray(4 * eye, 4 * eye + 4) ?? []
    return { openness: gap, box: { x: left, y: top, width: right - left, height: bottom - top } }
  })
  return { face: face?.[0] ?? 0, eyes }
}
