import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Region } from '../../../../src/serving/program/picture/region.ts'
import { inReadingOrder, textRegions } from '../../../../src/serving/program/text/text-regions.ts'

const size = { width: 200, height: 160 }

/** Probabilities of a map in which these rectangles are text. */
function mapOf(...lines: Region[]): Float32Array {
  return Float32Array.from({ length: size.width * size.height }, (_, pixel) => {
    const [x, y] = [(pixel % size.width) + 0.5, Math.floor(pixel / size.width) + 0.5]
    const inside = lines.some(({ centerX, centerY, width, height, angle }) => {
      const [right, down] = [x - centerX, y - centerY]
      const along = right * Math.cos(angle) + down * Math.sin(angle)
      const across = down * Math.cos(angle) - right * Math.sin(angle)
      return Math.abs(along) <= width / 2 && Math.abs(across) <= height / 2
    })
    return inside ? 0.9 : 0.05
  })
}

test('a line of text is found where it lies, at its angle, grown beyond its core', () => {
  const lines = fc.record({
    centerX: fc.double({ min: 90, max: 110, noNaN: true }),
    centerY: fc.double({ min: 70, max: 90, noNaN: true }),
    width: fc.double({ min: 60, max: 110, noNaN: true }),
    height: fc.double({ min: 10, max: 20, noNaN: true }),
    angle: fc.double({ min: -0.7, max: 0.7, noNaN: true }),
  })
  fc.assert(
    fc.property(lines, (line) => {
      const [found, ...others] = textRegions(mapOf(line), size) as [Region]
      expect(others).toEqual([])
      expect(Math.hypot(found.centerX - line.centerX, found.centerY - line.centerY)).toBeLessThan(1.5)
      expect(Math.abs(found.angle - line.angle)).toBeLessThan(0.06)
      const grown = (1.6 * line.width * line.height) / (line.width + line.height)
      expect(Math.abs(found.height - line.height - grown)).toBeLessThan(5)
      expect(Math.abs(found.width - line.width - grown)).toBeLessThan(6)
    }),
    { numRuns: 30 },
  )
})

test('text that runs downwards is seen along its letters', () => {
  const [found] = textRegions(mapOf({ centerX: 50, centerY: 80, width: 12, height: 100, angle: 0 }), size)
  expect(found?.width).toBeGreaterThan(100)
  expect(Math.abs(found?.angle ?? 0)).toBeCloseTo(Math.PI / 2)
})

test('lines apart are lines of their own, read from the top down and from left to right; specks are none', () => {
  const line = (centerX: number, centerY: number) => ({ centerX, centerY, width: 60, height: 12, angle: 0 })
  const speck = { centerX: 10, centerY: 10, width: 2, height: 2, angle: 0 }
  const found = inReadingOrder(textRegions(mapOf(line(150, 80), line(50, 83), line(100, 130), line(100, 30), speck), size))
  expect(found.map(({ centerX, centerY }) => [Math.round(centerX), Math.round(centerY)])).toEqual([
    [100, 30],
    [50, 83],
    [150, 80],
    [100, 130],
  ])
})
