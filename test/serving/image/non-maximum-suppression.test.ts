import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Found, nonMaximumSuppression, overlapOf } from '../../../src/serving/image/non-maximum-suppression.ts'

const place = fc.integer({ min: 0, max: 40 })
const side = fc.integer({ min: 1, max: 30 })
const boxes = fc.array(
  fc.record({
    x: place,
    y: place,
    width: side,
    height: side,
    class: fc.integer({ min: 0, max: 2 }),
    confidence: fc.integer({ min: 0, max: 20 }).map((twentieth) => twentieth / 20),
  }),
  { maxLength: 40 },
)

/** Overlap by counting unit squares. */
function countedOverlap(one: Found, other: Found): number {
  let shared = 0
  let either = 0
  for (let y = 0; y < 70; y++) {
    for (let x = 0; x < 70; x++) {
      const inside = [one, other].filter((box) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height).length
      if (inside === 2) shared++
      if (inside > 0) either++
    }
  }
  return shared / either
}

/** The same, class by class, striking out what the surest one left covers. */
function naive(found: readonly Found[], overlap: number): Found[] {
  return [0, 1, 2].flatMap((which) => {
    let left = found.filter((one) => one.class === which)
    const kept: Found[] = []
    while (left.length > 0) {
      const best = Math.max(...left.map((one) => one.confidence))
      const surest = left.find((one) => one.confidence === best) as Found
      kept.push(surest)
      left = left.filter((one) => one !== surest && overlapOf(surest, one) <= overlap)
    }
    return kept
  })
}

test('overlap is shared area over joint area', () => {
  fc.assert(
    fc.property(boxes, ([one, other]) => !one || !other || Math.abs(overlapOf(one, other) - countedOverlap(one, other)) < 1e-9),
    { numRuns: 40 },
  )
})

test('the same ones are kept as by striking out class by class, the surest first', () => {
  fc.assert(
    fc.property(boxes, fc.constantFrom(0.3, 0.45, 0.7), (found, overlap) => {
      const kept = nonMaximumSuppression(found, overlap, 1000)
      expect(new Set(kept)).toEqual(new Set(naive(found, overlap)))
      expect(kept.map((one) => one.confidence)).toEqual(kept.map((one) => one.confidence).sort((a, b) => b - a))
    }),
  )
})

test('no more are kept than asked for, and those are the surest', () => {
  fc.assert(
    fc.property(boxes, fc.integer({ min: 1, max: 5 }), (found, most) => {
      expect(nonMaximumSuppression(found, 0.5, most)).toEqual(nonMaximumSuppression(found, 0.5, 1000).slice(0, most))
    }),
  )
})
