import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { seededRandom } from '../../src/base/random.ts'
import { runState } from '../../src/dataset/index.ts'
import { until } from '../engine/deploying.ts'
import { fingerprints, loadOf, ownSeed, runsIn, sharedModels, tinyFile, tracesOf } from './tiny-file.ts'
import { kubedyno } from './typed.ts'

const random = seededRandom(1, 'instants of death of the program')
/** Spread over a whole design of two runs, from the start to the last report. */
const delaysMs = Array.from({ length: 8 }, (_, turn) => Math.round(200 + (turn + random.next()) * 950))

test.concurrent.for(delaysMs)(
  'killed after about %d ms, the program leaves nothing running and nothing that cannot be read or completed',
  async (delayMs) => {
    const folder = tinyFile(`${loadOf(1)}design: {repetitions: 2, pause: 0s}\n`)
    const setting = { folder, environment: { ...sharedModels, ...ownSeed() } }
    const meanwhile = (child: { kill(signal: 'SIGKILL'): boolean }) => void setTimeout(() => child.kill('SIGKILL'), delayMs)
    await kubedyno(['run', 'tiny.yaml'], { ...setting, meanwhile })
    await until(() => tracesOf(folder).length === 0, 15_000)

    const left = runsIn(folder)
    const listed = await kubedyno(['list', '-o', 'json'], setting)
    expect([listed.code, JSON.parse(listed.out)]).toEqual([0, left.map(({ runId }) => expect.objectContaining({ run: runId }))])
    const finished = left.filter((run) => runState(run) === 'finished')
    const before = finished.map(({ root }) => fingerprints(root))
    for (const run of left) {
      const { code, out, err } = await kubedyno(['show', run.runId], setting)
      if (code === 0) expect(out).toContain(run.runId)
      else expect(err).toMatch(/^error KD_\w+ .+\nhint {2}.+\n$/)
    }

    const { code, out } = await kubedyno(['run', 'tiny.yaml', '-o', 'json'], setting)
    expect(code).toBe(0)
    expect(JSON.parse(out).runs.map(({ state }: { state: string }) => state)).toEqual(
      [0, 1].map((place) => (place < finished.length ? 'skipped' : 'finished')),
    )
    expect(finished.map(({ root }) => fingerprints(root))).toEqual(before)
    expect(runsIn(folder).map((run) => runState(run))).toEqual(['finished', 'finished'])
    expect(readdirSync(join(folder, 'runs', 'tiny')).filter((name) => name.startsWith('.'))).toEqual([])
  },
)
