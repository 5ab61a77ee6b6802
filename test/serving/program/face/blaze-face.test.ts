import { expect, test } from 'vitest'
import { facesOf } from '../../../../src/serving/program/face/blaze-face.ts'

const guesses = 896
const logit = (score: number) => Math.log(score / (1 - score))

/** Outputs of the network that see faces at some of its 896 guesses: 512 in a grid of 16 × 16, two each, then 384 in one of 8 × 8, six each. */
function outputs(faces: { guess: number; score: number; numbers: number[] }[]) {
  const regressors = new Float32Array(16 * guesses)
  const logits = new Float32Array(guesses).fill(-20)
  for (const { guess, score, numbers } of faces) {
    regressors.set(numbers, 16 * guess)
    logits[guess] = logit(score)
  }
  return [regressors, logits] as const
}

/** A face 32 pixels wide and 64 high at its guess, eyes 8 pixels to each side and 4 above the middle. */
const face = [0, 0, 32, 64, -8, -4, 8, -4, ...Array<number>(8).fill(0)]
/** The first guess of the square in row 4, column 4 of the coarse grid: its middle lies at 9/16 of the picture. */
const middle = 512 + 6 * (4 * 8 + 4)

test('a face lies where its guess and its numbers say', () => {
  const [found, ...others] = facesOf(...outputs([{ guess: middle, score: 0.9, numbers: face }]))
  expect(others).toEqual([])
  const near = (value: number) => expect.closeTo(value)
  expect(found).toMatchObject({ left: near(7 / 16), right: near(11 / 16), top: near(5 / 16), bottom: near(13 / 16) })
  expect(found?.score).toBeCloseTo(0.9)
  expect(found?.eyes).toEqual([
    { x: near(8 / 16), y: near(17 / 32) },
    { x: near(10 / 16), y: near(17 / 32) },
  ])
})

test('guesses of one face are blended by how sure they are, and other faces stay apart, the surest first', () => {
  const shifted = [8, ...face.slice(1)]
  const faces = facesOf(
    ...outputs([
      { guess: middle, score: 0.6, numbers: face },
      { guess: middle + 1, score: 0.9, numbers: shifted },
      { guess: 0, score: 0.7, numbers: [0, 0, 10, 10, ...face.slice(4)] },
      { guess: 40, score: 0.4, numbers: face },
    ]),
  )
  expect(faces.map(({ score }) => score)).toEqual([expect.closeTo(0.9), expect.closeTo(0.7)])
  const center = ((faces[0]?.left ?? 0) + (faces[0]?.right ?? 0)) / 2
  expect(center).toBeCloseTo(9 / 16 + (0.9 * 8) / (0.6 + 0.9) / 128)
})

test('a guess without an area is none', () => {
  expect(facesOf(...outputs([{ guess: middle, score: 0.9, numbers: [0, 0, -5, 10, ...face.slice(4)] }]))).toEqual([])
})
