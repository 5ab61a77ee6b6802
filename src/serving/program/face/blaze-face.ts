import type { Point } from '../picture/region.ts'

/** A face as BlazeFace sees it; places are fractions of the picture's side. */
export interface Face {
  /** How sure it is, from 0 to 1. */
  score: number
  left: number
  top: number
  right: number
  bottom: number
  /** The eye that is left in the picture, and the other one. */
  eyes: readonly [Point, Point]
}

/** Sides of the squares that BlazeFace's short-range network lays over the picture, and how many guesses it makes in each. */
const grids = [
  { side: 16, guesses: 2 },
  { side: 8, guesses: 6 },
]
const pictureSide = 128
/** Centre, size, then six points of the face, of which the first two are the eyes. */
const numbersEach = 16
const leastScore = 0.5
/** Guesses of the same face overlap more than this. */
const leastOverlap = 0.3

/**
 * The faces in the output of BlazeFace's short-range network (Bazarevsky et al. 2019): per guess 16 numbers in `regressors`, one logit in
 * `logits`. Guesses of one face are blended, weighted by their scores; the surest face comes first.
 */
export function facesOf(regressors: Float32Array, logits: Float32Array): Face[] {
  const guesses = anchors.flatMap((anchor, index) => {
    const score = sigmoid(logits[index] ?? Number.NEGATIVE_INFINITY)
    return score >= leastScore ? [guessOf(anchor, regressors.subarray(index * numbersEach, (index + 1) * numbersEach), score)] : []
  })
  let left = guesses.filter((face) => face.right > face.left && face.bottom > face.top).sort((a, b) => b.score - a.score)
  const faces: Face[] = []
  while (left[0]) {
    const [best] = left
    const same = left.filter((guess) => overlap(best, guess) > leastOverlap)
    left = left.filter((guess) => !same.includes(guess))
    faces.push(blended(same))
  }
  return faces
}

export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit))
}

const anchors: Point[] = grids.flatMap(({ side, guesses }) =>
  Array.from({ length: side * side * guesses }, (_, index) => {
    const square = Math.floor(index / guesses)
    return { x: ((square % side) + 0.5) / side, y: (Math.floor(square / side) + 0.5) / side }
  }),
)

function guessOf(anchor: Point, numbers: Float32Array, score: number): Face {
  const number = (index: number) => (numbers[index] ?? 0) / pictureSide
  const pointAt = (index: number) => ({ x: anchor.x + number(index), y: anchor.y + number(index + 1) })
  const center = pointAt(0)
  const [halfWidth, halfHeight] = [number(2) / 2, number(3) / 2]
  return {
    score,
    left: center.x - halfWidth,
    right: center.x + halfWidth,
    top: center.y - halfHeight,
    bottom: center.y + halfHeight,
    eyes: [pointAt(4), pointAt(6)],
  }
}

/** Intersection over union. */
function overlap(a: Face, b: Face): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left)
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
  if (width <= 0 || height <= 0) return 0
  const area = (face: Face) => (face.right - face.left) * (face.bottom - face.top)
  return (width * height) / (area(a) + area(b) - width * height)
}

/** The mean of guesses, weighted by score; the score is that of the best one, which comes first. */
function blended(guesses: readonly Face[]): Face {
  const total = guesses.reduce((sum, guess) => sum + guess.score, 0)
  const mean = (of: (face: Face) => number) => guesses.reduce((sum, guess) => sum + guess.score * of(guess), 0) / total
  const eye = (index: 0 | 1) => ({ x: mean((face) => face.eyes[index].x), y: mean((face) => face.eyes[index].y) })
  return {
    score: guesses[0]?.score ?? 0,
    left: mean((face) => face.left),
    top: mean((face) => face.top),
    right: mean((face) => face.right),
    bottom: mean((face) => face.bottom),
    eyes: [eye(0), eye(1)],
  }
}
