import { expect, test } from 'vitest'
import { exitWords } from '../../../src/engine/local/exit-words.ts'

const plain = { code: null, signal: null, spawnError: null, outOfMemory: false, memoryLimitBytes: null }

test.each([
  [{ code: 0 }, 'exited with code 0'],
  [{ code: 125 }, 'it could not enter its cgroup'],
  [{ signal: 'SIGTERM' as const }, 'killed by SIGTERM'],
  [{ signal: 'SIGSEGV' as const }, 'killed by SIGSEGV (bad memory access)'],
  [
    { signal: 'SIGKILL' as const, outOfMemory: true, memoryLimitBytes: 2 ** 30 },
    'out of memory: killed by the kernel at its limit of 1 GiB',
  ],
  [{ signal: 'SIGKILL' as const, outOfMemory: true }, 'out of memory: killed by the kernel, though it has no limit of its own'],
  [{ spawnError: 'spawn EAGAIN' }, 'it could not be started (spawn EAGAIN)'],
])('the end %j reads: %s', (end, words) => {
  expect(exitWords({ ...plain, ...end })).toBe(words)
})
