import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { RunEvent } from '../../src/dataset/index.ts'
import { until } from '../engine/deploying.ts'
import { eventsIn, fingerprints, loadOf, ownSeed, runsIn, sharedModels, tinyFile, tracesOf } from './tiny-file.ts'
import { kubedyno, whenSaid } from './typed.ts'

const ways = [
  { what: 'Ctrl-C in a terminal', send: (child: ChildProcess) => process.kill(-Number(child.pid), 'SIGINT'), exit: 130 },
  { what: 'SIGINT to the program alone', send: (child: ChildProcess) => child.kill('SIGINT'), exit: 130 },
  { what: 'SIGTERM', send: (child: ChildProcess) => child.kill('SIGTERM'), exit: 143 },
]

test.concurrent.for(ways)(
  '$what under load keeps what was recorded, leaves nothing running, and the next call completes it',
  async ({ send, exit }) => {
    const folder = tinyFile(loadOf(1))
    const setting = { folder, environment: { ...sharedModels, ...ownSeed() } }
    const meanwhile = whenSaid(/steady: /, (child) => setTimeout(() => send(child), 300))
    const { code, err } = await kubedyno(['run', 'tiny.yaml'], { ...setting, ownGroup: true, meanwhile })
    expect(tracesOf(folder)).toEqual([])
    expect(await portsInUse(eventsIn(folder))).toEqual([])
    const [run] = runsIn(folder)
    const { runId = '', root = '' } = run ?? expect.unreachable()
    expect(code).toBe(exit)
    expect(err).toContain('stopping')
    expect(err).toMatch(
      new RegExp(
        `error KD_RUN_INTERRUPTED {2}interrupted: 0 of 1 runs are finished, and what run ${runId} had recorded is in runs/tiny/${runId}\nhint {2}continue with: kubedyno run tiny\\.yaml\n$`,
      ),
    )
    expect(err).not.toContain('    at ')
    expect(eventsIn(folder).at(-1)).toMatchObject({ type: 'run.interrupted' })

    expect((await kubedyno(['report', 'latest'], setting)).code).toBe(0)
    expect((await kubedyno(['show', 'latest'], setting)).out).toMatch(/interrupted/i)
    expect(JSON.parse((await kubedyno(['list', '-o', 'json'], setting)).out)).toMatchObject([{ run: runId, state: 'unfinished' }])

    expect((await kubedyno(['run', 'tiny.yaml'], setting)).code).toBe(0)
    expect(JSON.parse((await kubedyno(['list', '-o', 'json'], setting)).out)).toMatchObject([{ run: runId, state: 'finished' }])
    expect(readdirSync(join(root, 'attempts', '1'))).toEqual(expect.arrayContaining(['requests.parquet', 'report.html', 'events.jsonl']))
  },
)

test.concurrent.for(['run.started', 'replica.starting', 'replica.ready'])(
  'Ctrl-C at the instant of %s ends cleanly too',
  async (moment) => {
    const folder = tinyFile(loadOf(1))
    const setting = { folder, environment: { ...sharedModels, ...ownSeed() } }
    const meanwhile = whenSaid(`"${moment}"`, (child) => process.kill(-Number(child.pid), 'SIGINT'))
    const { code, err } = await kubedyno(['run', 'tiny.yaml', '--progress', 'json'], { ...setting, ownGroup: true, meanwhile })
    expect(tracesOf(folder)).toEqual([])
    expect(await portsInUse(eventsIn(folder))).toEqual([])
    expect(existsSync(join(folder, 'runs', 'tiny', '.lock'))).toBe(false)
    expect([code, jsonLines(err).at(-1)]).toEqual([130, { error: expect.objectContaining({ code: 'KD_RUN_INTERRUPTED', exitCode: 130 }) }])
    expect(jsonLines(err)).toContainEqual({ note: expect.stringMatching(/^stopping: /) })
    expect(err).not.toContain('    at ')
    for (const command of ['show', 'report']) {
      const read = await kubedyno([command, 'latest'], setting)
      expect(read.err).not.toContain('    at ')
      expect(read.code === 0 || /^error KD_/m.test(read.err)).toBe(true)
    }
  },
)

test.concurrent('Ctrl-C after the load has ended costs nothing: the run is finished', async () => {
  const folder = tinyFile(loadOf(1))
  const environment = { ...sharedModels, ...ownSeed() }
  const meanwhile = whenSaid('load ended', (child) => process.kill(-Number(child.pid), 'SIGINT'))
  const { code, err } = await kubedyno(['run', 'tiny.yaml'], { folder, environment, ownGroup: true, meanwhile })
  expect(tracesOf(folder)).toEqual([])
  expect([code, err]).toEqual([0, expect.stringContaining('stopping')])
  expect(eventsIn(folder).at(-1)).toMatchObject({ type: 'run.finished' })
})

test.concurrent('a second Ctrl-C ends at once, and what was running is gone soon after', async () => {
  const folder = tinyFile(loadOf(20))
  const setting = { folder, environment: { ...sharedModels, ...ownSeed() } }
  const meanwhile = whenSaid(/steady: /, (child) => {
    process.kill(-Number(child.pid), 'SIGINT')
    whenSaid('stopping', () => process.kill(-Number(child.pid), 'SIGINT'))(child)
  })
  const { code, err } = await kubedyno(['run', 'tiny.yaml'], { ...setting, ownGroup: true, meanwhile })
  expect(code).toBe(130)
  expect(err).not.toContain('    at ')
  await until(() => tracesOf(folder).length === 0, 5000)
  expect(await portsInUse(eventsIn(folder))).toEqual([])
  expect((await kubedyno(['report', 'latest'], setting)).code).toBe(0)
})

test.concurrent('a design that is interrupted keeps its finished runs as they are, and goes on from there', async () => {
  const folder = tinyFile(`${loadOf(1)}design: {repetitions: 3, pause: 0s}\n`)
  const setting = { folder, environment: { ...sharedModels, ...ownSeed() } }
  const meanwhile = whenSaid(/run 2 of 3 {2}steady: /, (child) => child.kill('SIGINT'))
  const { code, out, err } = await kubedyno(['run', 'tiny.yaml', '-o', 'json', '--progress', 'plain'], { ...setting, meanwhile })
  expect(code).toBe(130)
  expect(JSON.parse(out).runs.map(({ state }: { state: string }) => state)).toEqual(['finished', 'interrupted', 'pending'])
  expect(err).toContain('1 of 3 runs are finished')
  const [first] = runsIn(folder)
  const finished = fingerprints(first?.root ?? '')
  const second = await kubedyno(['run', 'tiny.yaml', '-o', 'json'], setting)
  expect(JSON.parse(second.out).runs.map(({ state }: { state: string }) => state)).toEqual(['skipped', 'finished', 'finished'])
  expect(fingerprints(first?.root ?? '')).toEqual(finished)
})

test.concurrent('an overview that cannot be written does not hide that a run was interrupted', async () => {
  const folder = tinyFile(`${loadOf(1)}design: {repetitions: 2}\n`)
  mkdirSync(join(folder, 'runs', 'tiny', 'index.html'), { recursive: true })
  const meanwhile = whenSaid('"replica.starting"', (child) => child.kill('SIGINT'))
  const setting = { folder, environment: { ...sharedModels, ...ownSeed() }, meanwhile }
  const { code, out, err } = await kubedyno(['run', 'tiny.yaml', '--progress', 'json', '-o', 'json'], setting)
  expect([code, JSON.parse(out).overview]).toEqual([130, null])
  const { error } = jsonLines(err).at(-1)
  expect([error.code, error.others]).toEqual(['KD_RUN_INTERRUPTED', [expect.objectContaining({ code: 'KD_ENVIRONMENT' })]])
})

function jsonLines(text: string) {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

async function portsInUse(events: readonly RunEvent[]): Promise<number[]> {
  const urls = events.flatMap((event) => (event.type === 'replica.ready' && event.url ? [event.url] : []))
  const ports = urls.map((url) => Number(new URL(url).port))
  const answers = await Promise.all(ports.map(isAnswered))
  return ports.filter((_, index) => answers[index])
}

function isAnswered(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => resolve(false))
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}
