import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boxInPicture, letterboxed, letterboxOf } from '../../../src/serving/image/letterbox.ts'
import { openPicture, type Picture, type Size } from '../../../src/serving/image/picture.ts'
import { type Normalisation, plainColours, writePlanes } from '../../../src/serving/image/planes.ts'
import { gradient } from './pictures.ts'

const sizes = fc.record({ width: fc.integer({ min: 1, max: 5000 }), height: fc.integer({ min: 1, max: 5000 }) })

async function planes(picture: Picture, frame: Size, normalisation: Normalisation): Promise<Float32Array> {
  const values = new Float32Array(3 * frame.width * frame.height).fill(Number.NaN)
  writePlanes(values, await letterboxed(picture, frame, 3), frame, normalisation)
  return values
}

test('a picture lies in the middle of its frame, whole, touching two edges', () => {
  expect(letterboxOf({ width: 640, height: 480 }, { width: 640, height: 640 })).toEqual({ width: 640, height: 480, left: 0, top: 80 })
  fc.assert(
    fc.property(sizes, sizes, (picture, frame) => {
      const { width, height, left, top } = letterboxOf(picture, frame)
      expect(width === frame.width || height === frame.height).toBe(true)
      expect(Math.abs(frame.width - width - 2 * left)).toBeLessThanOrEqual(1)
      expect(Math.abs(frame.height - height - 2 * top)).toBeLessThanOrEqual(1)
    }),
  )
})

test('a box drawn in the frame is found where it was in the picture', () => {
  fc.assert(
    fc.property(
      sizes,
      sizes,
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
      (picture, frame, [a, b]) => {
        const placed = letterboxOf(picture, frame)
        const box = { x: (a * picture.width) / 2, y: (b * picture.height) / 2, width: picture.width / 2, height: picture.height / 2 }
        const across = placed.width / picture.width
        const down = placed.height / picture.height
        const inFrame = {
          x: placed.left + box.x * across,
          y: placed.top + box.y * down,
          width: box.width * across,
          height: box.height * down,
        }
        const found = boxInPicture(inFrame, placed, picture)
        for (const key of ['x', 'y', 'width', 'height'] as const) expect(found[key]).toBeCloseTo(box[key], 6)
      },
    ),
  )
})

test('a box is cut at the edges of the picture', () => {
  const placed = { width: 64, height: 48, left: 0, top: 8 }
  expect(boxInPicture({ x: -10, y: 0, width: 100, height: 64 }, placed, { width: 128, height: 96 })).toEqual({
    x: 0,
    y: 0,
    width: 128,
    height: 96,
  })
})

test('the tensor holds the picture, and grey bars beside it', async () => {
  const picture = await openPicture(await gradient(40, 20).png().toBuffer(), 'image/png')
  const values = await planes(picture, { width: 40, height: 40 }, plainColours)
  const at = (channel: number, x: number, y: number) => 255 * (values[(channel * 40 + y) * 40 + x] as number)
  for (const y of [0, 9, 30, 39]) for (const channel of [0, 1, 2]) expect(at(channel, 5, y)).toBeCloseTo(114, 4)
  expect([at(0, 0, 10), at(1, 0, 10), at(2, 0, 10)].map(Math.round)).toEqual([3, 6, 90])
  expect([at(0, 39, 29), at(1, 39, 29), at(2, 39, 29)].map(Math.round)).toEqual([252, 249, 90])
})

test('each channel is brought to the mean and spread that the model was trained with', async () => {
  const picture = await openPicture(await gradient(16, 16).png().toBuffer(), 'image/png')
  const values = await planes(picture, picture, { mean: [0.5, 0, 0.25], std: [0.5, 1, 0.25] })
  expect(values[2 * 256]).toBeCloseTo((90 / 255 - 0.25) / 0.25, 6)
  expect(values[15]).toBeCloseTo((247 / 255 - 0.5) / 0.5, 6)
})
