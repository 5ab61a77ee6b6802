import { expect, test } from 'vitest'
import { runClock } from '../../../src/load/driver/run-clock.ts'
import { sleep } from '../driving.ts'

test('the clock of a run stays with the machine’s monotonic clock, to which it was set once', async () => {
  const originNs = process.hrtime.bigint() - 5_000_000n
  const now = runClock(originNs)
  const apartMs = () => Math.min(...Array.from({ length: 50 }, () => Math.abs(Number(process.hrtime.bigint() - originNs) / 1e6 - now())))
  expect(apartMs()).toBeLessThan(0.02)
  await sleep(300)
  expect(apartMs()).toBeLessThan(0.02)
  expect(now()).toBeGreaterThan(300)
})
