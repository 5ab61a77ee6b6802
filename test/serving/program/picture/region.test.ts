import fc from 'fast-check'
import { expect, test } from 'vitest'
import { levelFor, pyramidOf } from '../../../../src/serving/program/picture/pyramid.ts'
import { type Picture, placeIn, sampled } from '../../../../src/serving/program/picture/region.ts'

/** A picture whose colours grow evenly to the right and downwards: bilinear sampling is exact in it. */
function evenPicture(width: number, height: number): Picture {
  const values = new Float32Array(3 * width * height)
  for (const index of values.keys()) {
    const pixel = index % (width * height)
    values[index] = brightness((pixel % width) + 0.5, Math.floor(pixel / width) + 0.5, Math.floor(index / (width * height)))
  }
  return { width, height, values }
}

const brightness = (x: number, y: number, color: number) => 10 * color + x + 0.5 * y

test('a turned region shows what lies where it says', () => {
  const picture = evenPicture(80, 60)
  const regions = fc.record({
    centerX: fc.double({ min: 35, max: 45, noNaN: true }),
    centerY: fc.double({ min: 25, max: 35, noNaN: true }),
    width: fc.double({ min: 1, max: 30, noNaN: true }),
    height: fc.double({ min: 1, max: 30, noNaN: true }),
    angle: fc.double({ min: -4, max: 4, noNaN: true }),
  })
  fc.assert(
    fc.property(regions, (region) => {
      const values = sampled(picture, region, { width: 4, height: 3 })
      for (const [index, value] of values.entries()) {
        const pixel = index % 12
        const place = placeIn(region, { x: ((pixel % 4) + 0.5) / 4, y: (Math.floor(pixel / 4) + 0.5) / 3 })
        expect(value).toBeCloseTo(brightness(place.x, place.y, Math.floor(index / 12)), 3)
      }
    }),
  )
})

test('what lies beyond the picture is black', () => {
  const picture = evenPicture(10, 10)
  const beyond = { centerX: -20, centerY: 5, width: 10, height: 10, angle: 0 }
  expect(sampled(picture, beyond, { width: 5, height: 5 }).every((value) => value === 0)).toBe(true)
})

test('every level of a pyramid shows the same picture', () => {
  const pyramid = pyramidOf(evenPicture(512, 256))
  expect(pyramid.map(({ width, height }) => [width, height])).toEqual([
    [512, 256],
    [256, 128],
  ])
  const region = { centerX: 200, centerY: 120, width: 80, height: 40, angle: 0.3 }
  for (const width of [10, 400]) {
    const size = { width, height: width / 2 }
    const level = levelFor(pyramid, region, size)
    const [first = 0] = sampled(level.picture, level.region, size)
    const corner = placeIn(region, { x: 0.5 / width, y: 0.5 / size.height })
    expect(first).toBeCloseTo(brightness(corner.x, corner.y, 0), 2)
  }
})
