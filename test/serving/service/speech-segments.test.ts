import { expect, test } from 'vitest'
import { speechSegments } from '../../../src/serving/service/speech-segments.ts'

const segments = (probabilities: number[]) => speechSegments(probabilities, 0.1, 100)
const times = (count: number, probability: number) => Array<number>(count).fill(probability)

test('speech begins at one half and goes on until it is clearly less', () => {
  expect(segments([0.1, 0.49, 0.5, 0.9, 0.36, 0.34, 0.49, 0.2])).toEqual([{ startSeconds: 0.2, endSeconds: 0.5 }])
})

test('a pause shorter than a tenth of a second is no end, and less than a quarter of a second is no speech', () => {
  expect(segments([0, 1, 1, 0, 0])).toEqual([])
  expect(segments([...times(3, 1), ...times(2, 0), ...times(3, 1)])).toEqual([
    { startSeconds: 0, endSeconds: 0.3 },
    { startSeconds: 0.5, endSeconds: 0.8 },
  ])
  expect(speechSegments([...times(9, 1), 0, 0, ...times(9, 1)], 0.032, 1)).toEqual([{ startSeconds: 0, endSeconds: 0.64 }])
})

test('the last chunk ends with the recording', () => {
  expect(speechSegments(times(4, 1), 0.1, 0.35)).toEqual([{ startSeconds: 0, endSeconds: 0.35 }])
})
