import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eyeVerdict, type SeenEye } from '../../../src/serving/service/eye-verdict.ts'

const eye = (state: SeenEye['state'], confidence: number, x = 0): SeenEye => ({ state, confidence, x, y: 0, width: 10, height: 5 })

test('two eyes that agree give their state and the mean of their confidences', () => {
  const [left, right] = [eye('open', 0.9), eye('open', 0.7, 40)]
  expect(eyeVerdict([right, left], 0.4)).toEqual({ state: 'open', confidence: 0.8, eyes: [left, right] })
  expect(eyeVerdict([eye('closed', 0.5), eye('closed', 0.5)], 0.4)).toMatchObject({ state: 'closed', confidence: 0.5 })
})

test('one open eye is enough to be open, with its share of the confidence', () => {
  expect(eyeVerdict([eye('closed', 0.8), eye('open', 0.8)], 0.4)).toMatchObject({ state: 'open', confidence: 0.5 })
  expect(eyeVerdict([eye('open', 0.9), eye('closed', 0.6)], 0.4)).toMatchObject({ state: 'open', confidence: 0.6 })
  const doubtful = eyeVerdict([eye('closed', 0.9), eye('open', 0.45)], 0.4)
  expect(doubtful).toMatchObject({ state: 'open', eyes: [eye('closed', 0.9), eye('open', 0.45)] })
  expect(doubtful.confidence).toBeCloseTo(1 / 3)
})

test('an eye alone decides', () => {
  expect(eyeVerdict([eye('closed', 0.55)], 0.4)).toEqual({ state: 'closed', confidence: 0.55, eyes: [eye('closed', 0.55)] })
})

test('without an eye the state is none, the less sure the nearer one came', () => {
  expect(eyeVerdict([], 0.4)).toEqual({ state: 'none', confidence: 1, eyes: [] })
  expect(eyeVerdict([eye('open', 0.1), eye('closed', 0.25)], 0.4)).toEqual({ state: 'none', confidence: 0.75, eyes: [] })
})

test('of more than two eyes the two surest count', () => {
  const verdict = eyeVerdict([eye('open', 0.5), eye('closed', 0.9, 10), eye('closed', 0.8, 40), eye('open', 0.6, 70)], 0.4)
  expect(verdict).toMatchObject({ state: 'closed', eyes: [{ confidence: 0.9 }, { confidence: 0.8 }] })
  expect(verdict.confidence).toBeCloseTo(0.85)
})

test('an eye at the threshold counts, one below does not', () => {
  expect(eyeVerdict([eye('open', 0.4)], 0.4).state).toBe('open')
  expect(eyeVerdict([eye('open', 0.39)], 0.4).state).toBe('none')
})

test('whatever is seen, the verdict rests on eyes that are sure enough, and closed means that none of them is open', () => {
  const eyes = fc.array(fc.tuple(fc.constantFrom('open' as const, 'closed' as const), fc.double({ min: 0, max: 1, noNaN: true })))
  fc.assert(
    fc.property(eyes, fc.double({ min: 0.01, max: 1, noNaN: true }), (seen, threshold) => {
      const verdict = eyeVerdict(
        seen.map(([state, confidence]) => eye(state, confidence)),
        threshold,
      )
      const sure = seen.filter(([, confidence]) => confidence >= threshold)
      expect(verdict.eyes.length).toBe(Math.min(2, sure.length))
      expect(verdict.state === 'none').toBe(sure.length === 0)
      if (verdict.state === 'closed') expect(verdict.eyes.every(({ state }) => state === 'closed')).toBe(true)
      expect(verdict.confidence).toBeGreaterThanOrEqual(0)
      expect(verdict.confidence).toBeLessThanOrEqual(1)
    }),
  )
})
