import fc from 'fast-check'
import { expect, test } from 'vitest'
import { requestMix, type SentBody } from '../../../src/load/bodies/request-mix.ts'
import type { RequestSet } from '../../../src/load/bodies/request-set.ts'

/** A set with so many bodies per request, and the given weights in each phase. */
function setOf(bodies: readonly number[], mixes: readonly (readonly number[])[]): RequestSet {
  return {
    requests: bodies.map((count, request) => ({
      name: `r${request}`,
      path: '/',
      judged: 'any',
      bodies: Array.from({ length: count }, (_, body) => ({ bytes: Uint8Array.of(request, body), headers: {} })),
    })),
    mixes: mixes.map((weights) => weights.map((weight, request) => ({ request, weight }))),
  }
}

const drawn = (set: RequestSet, seed: number, phase: number, count: number) => {
  const { choose } = requestMix(set, seed)
  return Array.from({ length: count }, (_, id) => choose(phase, id))
}

/** Whether a count is within five standard deviations of what its share leads one to expect. */
function expectShare(count: number, n: number, share: number) {
  expect(Math.abs(count - n * share)).toBeLessThan(5 * Math.sqrt(n * share * (1 - share)) + 1e-9)
}

const n = 40_000
const weights = [3, 1, 0.5, 95.5]

test.each([1, 2, 3])('requests and bodies come in their shares, independent of each other and of their neighbours (seed %i)', (seed) => {
  const bodies = drawn(setOf([2, 3, 1, 4], [weights, [1, 0, 0, 1].map((weight) => weight + 1e-9)]), seed, 0, n)
  for (const [request, weight] of weights.entries()) {
    const own = bodies.filter((body) => body.request === request)
    expectShare(own.length, n, weight / 100)
    const places = [...new Set(own.map(({ place }) => place))]
    for (const place of places) expectShare(own.filter((body) => body.place === place).length, own.length, 1 / places.length)
  }
  const first = drawn(setOf([1, 1], [[1, 1]]), seed, 0, n)
  for (const step of [1, 2, 3, 4, 8, 100]) {
    const same = first.filter((body, id) => id >= step && body === first[id - step]).length
    expectShare(same, n - step, 0.5)
  }
})

test('each phase has its own mix and its own draws', () => {
  const set = setOf(
    [1, 1],
    [
      [1, 1],
      [1, 1],
      [1, 3],
    ],
  )
  const [one, two, three] = [0, 1, 2].map((phase) => drawn(set, 7, phase, n)) as [SentBody[], SentBody[], SentBody[]]
  expectShare(three.filter(({ request }) => request === 1).length, n, 0.75)
  expectShare(one.filter((body, id) => body.request === (two[id] as SentBody).request).length, n, 0.5)
  const other = drawn(set, 8, 0, n)
  expectShare(one.filter((body, id) => body.request === (other[id] as SentBody).request).length, n, 0.5)
})

test('a choice depends on seed, phase and number alone: however a schedule is dealt out to drivers, the union is the same', () => {
  const shape = fc.record({
    bodies: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
    seed: fc.integer({ min: 0, max: 0xffffffff }),
    ids: fc.uniqueArray(fc.integer({ min: 0, max: 0xffffffff }), { minLength: 1, maxLength: 60 }),
    drivers: fc.integer({ min: 1, max: 5 }),
  })
  fc.assert(
    fc.property(shape, fc.infiniteStream(fc.double({ min: 1e-6, max: 1e6, noNaN: true })), ({ bodies, seed, ids, drivers }, stream) => {
      const weigh = () => bodies.map(() => stream.next().value as number)
      const set = setOf(bodies, [weigh(), weigh()])
      const whole = requestMix(set, seed)
      const split = Array.from({ length: drivers }, () => requestMix(set, seed))
      for (const [index, id] of ids.toReversed().entries()) {
        const phase = id % 2
        const chosen = split[index % drivers]?.choose(phase, id)
        expect(chosen).toEqual(whole.choose(phase, id))
        expect(chosen).toBe(split[index % drivers]?.bodies[chosen?.place ?? -1])
      }
    }),
    { numRuns: 200 },
  )
})
