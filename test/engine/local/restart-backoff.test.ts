import { expect, test } from 'vitest'
import { afterDeath, type Lineage, newLineage, restartDelayMs } from '../../../src/engine/local/restart-backoff.ts'

/** Delays after each of some deaths, given how long each replica had been ready. */
function delaysAfter(lives: (number | null)[]): number[] {
  let lineage: Lineage = newLineage
  return lives.map((readyMs) => {
    lineage = afterDeath(lineage, readyMs)
    return restartDelayMs(lineage)
  })
}

test('the pause before a restart doubles from half a second to ten seconds', () => {
  expect(delaysAfter([null, null, 20, null, null, null, 9_999])).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000])
})

test('ten seconds of good life make the next death count as the first', () => {
  expect(delaysAfter([null, null, 10_000, null])).toEqual([500, 1000, 500, 1000])
})

test('deaths before readiness are counted in a row', () => {
  const lineage = [null, null, 5, null].reduce<Lineage>(afterDeath, newLineage)
  expect(lineage.stillborn).toBe(1)
})
