import * as process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { threadCpuMs } from '../../src/signals/thread-cpu.ts'

test('stretches of work that are shorter than a tick of the kernel are measured, each of them', async () => {
  for (let stretch = 0; stretch < 30; stretch++) {
    await delay(7)
    const before = threadCpuMs()
    const start = process.cpuUsage()
    const usedMs = () => {
      const { user, system } = process.cpuUsage(start)
      return (user + system) / 1000
    }
    while (usedMs() < 1.5);
    expect(threadCpuMs() - before).toBeGreaterThan(0.5)
  }
})
