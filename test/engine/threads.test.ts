import { expect, test } from 'vitest'
import { resolveThreads } from '../../src/engine/index.ts'
import { experiment } from './deploying.ts'

test('threads follow the file, else the CPU limit rounded up, else the cores', () => {
  const limited = experiment({ cpuMillicores: 1200 })
  expect(resolveThreads(limited, 8)).toBe(2)
  expect(resolveThreads(experiment({ cpuMillicores: 100 }), 8)).toBe(1)
  expect(resolveThreads(experiment(), 8)).toBe(8)
  expect(resolveThreads({ ...limited, workload: { ...limited.workload, threads: 3 } }, 8)).toBe(3)
})
