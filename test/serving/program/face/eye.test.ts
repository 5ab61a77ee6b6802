import { expect, test } from 'vitest'
import { eyeOf } from '../../../../src/serving/program/face/eye.ts'

/** The contour of an eye 32 pixels wide in the middle of a crop of 64 × 64, its lids arcs of an ellipse, by the numbers of the iris network. */
function contour(openness: number): Float32Array {
  const numbers = new Float32Array(3 * 71)
  const place = (index: number, share: number, direction: number) => {
    const angle = Math.PI * (1 - share)
    numbers.set([32 + 16 * Math.cos(angle), 32 + direction * 16 * openness * Math.sin(angle), 0], 3 * index)
  }
  for (let index = 0; index <= 8; index++) place(index, index / 8, 1)
  for (let index = 9; index <= 15; index++) place(index, (index - 8) / 8, -1)
  return numbers
}

const crop = { side: 64, black: 0, white: 1 }
const upright = { centerX: 200, centerY: 100, width: 128, height: 128, angle: 0 }

test('openness is the area between the lids over the square of their width, whichever way the eye lies', () => {
  /** Of a polygon with 16 corners on a circle of diameter 1. */
  const roundEye = 2 * Math.sin(Math.PI / 8)
  for (const openness of [0, 0.1, 0.3, 1]) {
    for (const angle of [0, 0.5, 3]) {
      const eye = eyeOf(contour(openness), { ...upright, angle }, crop)
      expect(eye.openness).toBeCloseTo(openness * roundEye)
    }
  }
})

test('the box of an eye lies in the picture and reaches a quarter of its width beyond the lids', () => {
  const { openness, ...box } = eyeOf(contour(0.5), upright, crop)
  expect(openness).toBeGreaterThan(0.3)
  expect(box).toEqual({
    left: 200 - 32 - 16,
    right: 200 + 32 + 16,
    top: expect.closeTo(100 - 16 - 16),
    bottom: expect.closeTo(100 + 16 + 16),
  })
})

test('an eye seen in a mirror lies on its own side', () => {
  const aside = contour(0.5).map((number, index) => (index % 3 === 0 ? number + 10 : number))
  const [seen, mirrored] = [crop, { ...crop, mirrored: true }].map((one) => eyeOf(aside, upright, one))
  expect((seen?.left ?? 0) + (seen?.right ?? 0)).toBeCloseTo(2 * (200 + 20))
  expect((mirrored?.left ?? 0) + (mirrored?.right ?? 0)).toBeCloseTo(2 * (200 - 20))
})

test('an eye of no width is not open', () => {
  expect(eyeOf(new Float32Array(3 * 71), upright, crop).openness).toBe(0)
})
