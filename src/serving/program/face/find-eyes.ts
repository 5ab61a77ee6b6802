import { pyramidOf } from '../picture/pyramid.ts'
import type { Picture, Point, Region } from '../picture/region.ts'
import { type Face, facesOf, sigmoid } from './blaze-face.ts'
import { cropped, placeOf } from './crop.ts'
import { distance, type Eye, eyeCorners, eyeOf, squareAround } from './eye.ts'

/** A network that takes one square picture with channels first and gives its outputs in their order. */
export type Network = (picture: Float32Array) => Promise<Float32Array[]>

/** The networks in the order in which they are asked: where a face is, where its 468 points are, where the lids of an eye are. */
export interface FaceNetworks {
  face: Network
  landmarks: Network
  iris: Network
}

/** What was found: nothing but a score when there is no face. */
export interface FoundEyes {
  /** How sure it is that there is a face, from 0 to 1. */
  score: number
  /** The eye that is left in the picture, and the other one; none without a face. */
  eyes: Eye[]
}

/** What each network looks at. */
const faceCrop = { side: 128, black: -1, white: 1 }
const landmarksCrop = { side: 192, black: 0, white: 1 }
const irisCrop = { side: 64, black: 0, white: 1 }

/** How much larger than a face, or than an eye from corner to corner, the square is that the next network looks at. */
const aroundFace = 1.5
const aroundEye = 2.3

/** A face that the landmarks do not confirm to this degree is none. */
const leastPresence = 0.5

/** A face whose brightest hundredth stays below this level, of 255, is too dark: noise between the lids would look like an eye. */
const darkestFace = 24

/**
 * Finds the eyes of the surest face in a square picture. `timed` wraps the work of each step; without a face only the first one is done.
 */
export async function findEyes(
  picture: Picture,
  networks: FaceNetworks,
  timed: <Result>(step: keyof FaceNetworks, act: () => Promise<Result>) => Promise<Result>,
): Promise<FoundEyes> {
  const side = picture.width
  const pyramid = pyramidOf(picture)
  const face = await timed('face', async () => {
    const whole = { centerX: side / 2, centerY: side / 2, width: side, height: side, angle: 0 }
    const [regressors = none, logits = none] = await networks.face(cropped(pyramid, whole, faceCrop).values)
    return facesOf(regressors, logits)[0]
  })
  if (!face) return { score: 0, eyes: [] }

  const region = faceRegion(face, side)
  const { points, presence } = await timed('landmarks', async () => {
    const { values, brightest } = cropped(pyramid, region, landmarksCrop)
    if (brightest < darkestFace) return { points: none, presence: 0 }
    const [numbers = none, [logit = 0] = none] = await networks.landmarks(values)
    return { points: numbers, presence: sigmoid(logit) }
  })
  const score = Math.min(face.score, presence)
  if (presence < leastPresence) return { score, eyes: [] }

  const cornerAt = (index: number) => placeOf(region, landmarksCrop, { x: points[3 * index] ?? 0, y: points[3 * index + 1] ?? 0 })
  const eyes = await timed('iris', async () => {
    const found: Eye[] = []
    for (const { left, right, mirrored } of eyeCorners) {
      const [from, to] = [cornerAt(left), cornerAt(right)]
      const eyeRegion = squareAround({ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }, aroundEye * distance(from, to), from, to)
      const crop = { ...irisCrop, mirrored }
      const [contour = none] = await networks.iris(cropped(pyramid, eyeRegion, crop).values)
      found.push(eyeOf(contour, eyeRegion, crop))
    }
    return found
  })
  return { score, eyes }
}

const none = new Float32Array()

/** The square around a face, turned so that its eyes are level. */
function faceRegion({ left, top, right, bottom, eyes }: Face, side: number): Region {
  const inPixels = ({ x, y }: Point) => ({ x: x * side, y: y * side })
  const center = inPixels({ x: (left + right) / 2, y: (top + bottom) / 2 })
  return squareAround(center, aroundFace * side * Math.max(right - left, bottom - top), inPixels(eyes[0]), inPixels(eyes[1]))
}
