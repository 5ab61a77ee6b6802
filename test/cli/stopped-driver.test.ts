import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadOf, ownSeed, runsIn, sharedModels, tinyFile } from './tiny-file.ts'
import { kubedyno, whenSaid } from './typed.ts'

test.each([1, 2])(
  'a program that stood still for 2 s in the middle of its load says so in its certificate, with %d drivers',
  async (drivers) => {
    const folder = tinyFile(loadOf(5).replace('rate: 100', `rate: 100\n  drivers: ${drivers}`))
    const meanwhile = whenSaid('steady: 5s', (child) => {
      setTimeout(() => child.kill('SIGSTOP'), 1000)
      setTimeout(() => child.kill('SIGCONT'), 3000)
    })
    await kubedyno(['run', 'tiny.yaml'], { folder, environment: { ...sharedModels, ...ownSeed() }, meanwhile })
    const [run] = runsIn(folder)
    const { verdict, broken, evidence } = JSON.parse(readFileSync(run?.certificate ?? expect.unreachable(), 'utf8'))
    expect(verdict).toBe('INVALID')
    expect(broken.map(({ rule }: { rule: string }) => rule)).toEqual(expect.arrayContaining(['send-lag', 'driver']))
    expect(evidence.eventLoopLagMaxMs).toBeGreaterThan(1500)
    expect(evidence.sendLag.max).toBeGreaterThan(1500)
    expect(evidence.rowCount).toBe(evidence.counted)
  },
)
