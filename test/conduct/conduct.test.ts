import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as process from 'node:process'
import { expect, test } from 'vitest'
import { readJournal, readRequests, readSamples } from '../../src/dataset/index.ts'
import { conductFile, shortLoad, tinyExperiment } from './tiny-experiment.ts'

test('a run ends in a folder with rows, samples, the record of its driver, and report', async () => {
  const { file, runsRoot } = tinyExperiment(shortLoad)
  const { runs } = await conductFile(file, runsRoot)
  expect(runs.map(({ state, error }) => [state, error])).toEqual([['finished', null]])
  const { folder } = runs[0] ?? expect.unreachable()
  const requests = await readRequests(folder)
  expect(requests.count).toBeGreaterThan(90)
  const samples = await readSamples(folder)
  expect(samples.count).toBeGreaterThan(50)
  for (const path of [folder.experimentYaml, folder.resolvedJson, folder.planJson, folder.environmentJson, folder.driver]) {
    expect(existsSync(path), path).toBe(true)
  }
  for (const path of [folder.summary, folder.reportHtml, folder.reportMarkdown]) expect(existsSync(path), path).toBe(true)
  const record = JSON.parse(readFileSync(folder.driver, 'utf8'))
  expect(record).toMatchObject({ complete: true, intended: requests.count, outcomes: { ok: requests.count } })
})

test('a finished run is never repeated and not one of its bytes changes', async () => {
  const { file, runsRoot } = tinyExperiment(`${shortLoad}design: {repetitions: 2}\n`)
  await conductFile(file, runsRoot)
  const before = fingerprints(runsRoot)
  const again = await conductFile(file, runsRoot)
  expect(again.runs.map(({ state }) => state)).toEqual(['skipped', 'skipped'])
  expect(fingerprints(runsRoot)).toEqual(before)
})

test('an interrupted run keeps what it recorded, and the next call completes the experiment', async () => {
  const { file, runsRoot } = tinyExperiment(`${shortLoad}design: {repetitions: 2}\n`)
  const interruption = new AbortController()
  const first = await conductFile(file, runsRoot, {
    signal: interruption.signal,
    onEvent: (run, event) => {
      if (run.index === 2 && event.type === 'phase.started' && event.phase === 'steady') {
        setTimeout(() => interruption.abort(new Error('test')), 1000)
      }
    },
  })
  expect(first.runs.map(({ state }) => state)).toEqual(['finished', 'interrupted'])
  const cut = first.runs[1]?.folder ?? expect.unreachable()
  const kept = (await readRequests(cut)).count
  expect(kept).toBeGreaterThan(20)
  expect(existsSync(cut.reportHtml)).toBe(true)

  const second = await conductFile(file, runsRoot)
  expect(second.runs.map(({ state }) => state)).toEqual(['skipped', 'finished'])
  expect((await readRequests(cut)).count).toBeGreaterThan(kept)
  expect(readdirSync(join(cut.root, 'attempts', '1'))).toContain('requests.parquet')
})

test('replicas come and go under load and not one request is lost', async () => {
  const { file, runsRoot } = tinyExperiment(`
workload: {model: tiny, threads: 1}
load:
  rate: 60
  arrivals: constant
  phases: [{name: steady, duration: 10s}]
scaling: {replicas: "1 @ 0s, 3 @ 1s, 1 @ 8s"}
recording: {interval: 500ms}
`)
  const { runs } = await conductFile(file, runsRoot)
  const { folder } = runs[0] ?? expect.unreachable()
  const record = JSON.parse(readFileSync(folder.driver, 'utf8'))
  expect(record.outcomes).toMatchObject({ ok: 600 })
  const { events } = readJournal(folder)
  const reached = events.filter((event) => event.type === 'scale.reached').map((event) => event.replicas)
  expect(reached).toEqual([3, 1])
  expect(events.filter((event) => event.type === 'replica.ready')).toHaveLength(3)
})

test('a sweep ends with the step that saturates the service, and the steps after it stand there as not driven', async () => {
  const { file, runsRoot } = tinyExperiment(`
workload: {model: tiny, threads: 1}
load:
  arrivals: constant
  phases: [{name: climb, duration: 4s, rate: {sweep: {from: 20, to: 80000, steps: 4}}}]
recording: {interval: 500ms}
`)
  const { runs } = await conductFile(file, runsRoot)
  expect(runs.map(({ state, error }) => [state, error])).toEqual([['finished', null]])
  const { folder } = runs[0] ?? expect.unreachable()
  const { events } = readJournal(folder)
  const saturated = events.find((event) => event.type === 'load.saturated')
  expect(saturated).toMatchObject({ phase: 'climb-2', due: 26_680 })
  expect(events.some((event) => event.type === 'phase.started' && event.phase === 'climb-4')).toBe(false)
  expect(JSON.parse(readFileSync(folder.driver, 'utf8'))).toMatchObject({ complete: true })
  const summary = JSON.parse(readFileSync(folder.summary, 'utf8'))
  expect(summary.phases.map(({ phase }: { phase: string }) => phase)).toEqual(['climb-1', 'climb-2'])
  expect(summary.saturated.notDriven.map(({ phase }: { phase: string }) => phase)).toEqual(['climb-3', 'climb-4'])
  expect(summary.certificate.broken.map(({ rule }: { rule: string }) => rule)).not.toContain('complete')
  expect(summary.certificate.broken.map(({ rule }: { rule: string }) => rule)).not.toContain('rows')
  expect(readFileSync(folder.reportMarkdown, 'utf8')).toContain('climb-3 and climb-4 were not driven')
})

test('a sweep that is interrupted in mid-step is interrupted, and not saturated', async () => {
  const { file, runsRoot } = tinyExperiment(`
workload: {model: tiny, threads: 1}
load: {phases: [{name: climb, duration: 8s, rate: {sweep: {from: 20, to: 40, steps: 2}}}]}
recording: {interval: 500ms}
`)
  const interruption = new AbortController()
  const { runs } = await conductFile(file, runsRoot, {
    signal: interruption.signal,
    onEvent: (_, event) => {
      if (event.type === 'phase.started') setTimeout(() => interruption.abort(new Error('test')), 500)
    },
  })
  expect(runs.map(({ state }) => state)).toEqual(['interrupted'])
  const { folder } = runs[0] ?? expect.unreachable()
  expect(readJournal(folder).events.some(({ type }) => type === 'load.saturated')).toBe(false)
  expect(JSON.parse(readFileSync(folder.driver, 'utf8'))).toMatchObject({ complete: false })
})

test('a replica that dies is replaced, and both the death and the lost requests are on record', async () => {
  const { file, runsRoot } = tinyExperiment(`
workload: {model: tiny, threads: 1}
load:
  rate: 100
  arrivals: constant
  timeout: 8s
  phases: [{name: steady, duration: 4s}]
recording: {interval: 500ms}
`)
  let replica = 0
  const { runs } = await conductFile(file, runsRoot, {
    onEvent: (_run, event) => {
      if (event.type === 'replica.starting' && replica === 0) replica = event.pid
      if (event.type === 'phase.started') setTimeout(() => process.kill(replica, 'SIGKILL'), 1000)
    },
  })
  expect(runs[0]?.state).toBe('finished')
  const { folder } = runs[0] ?? expect.unreachable()
  const { events } = readJournal(folder)
  expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['replica.died', 'replica.restarted']))
  const record = JSON.parse(readFileSync(folder.driver, 'utf8'))
  expect(record.intended).toBe(400)
  const counted = Object.values(record.outcomes as Record<string, number>).reduce((sum, count) => sum + count, 0)
  expect(counted).toBe(400)
  expect(record.outcomes.ok).toBeGreaterThan(250)
})

test('replicas that feed themselves need no client and every inference is a row', async () => {
  const { file, runsRoot } = tinyExperiment(`
workload: {model: tiny, threads: 1, replicas: 2}
load:
  source: self
  phases:
    - {name: paced, duration: 2s, rate: 40, arrivals: constant}
    - {name: flat-out, duration: 1s, rate: max}
recording: {interval: 500ms}
`)
  const { runs } = await conductFile(file, runsRoot)
  expect(runs.map(({ state, error }) => [state, error])).toEqual([['finished', null]])
  const { folder } = runs[0] ?? expect.unreachable()
  const requests = await readRequests(folder)
  const perPhase = [0, 0]
  for (let row = 0; row < requests.count; row++) {
    const place = ['paced', 'flat-out'].indexOf(requests.phase.names[requests.phase.codes[row] ?? -1] ?? '')
    perPhase[place] = (perPhase[place] ?? 0) + 1
  }
  expect(perPhase[0]).toBe(160)
  expect(perPhase[1]).toBeGreaterThan(160)
})

test('a disk that is full ends the run with its own error and leaves other runs alone', async () => {
  const { file, runsRoot } = tinyExperiment(shortLoad)
  const { realEffects } = await import('../../src/base/effects.ts')
  let full = false
  const disk = {
    ...realEffects.disk,
    writeSync: ((...args: Parameters<typeof realEffects.disk.writeSync>) => {
      if (full) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
      return realEffects.disk.writeSync(...args)
    }) as typeof realEffects.disk.writeSync,
  }
  const { runs } = await conductFile(file, runsRoot, {
    effects: { ...realEffects, disk },
    onEvent: (_run, event) => {
      if (event.type === 'phase.started' && event.phase === 'steady') full = true
    },
  })
  expect(runs[0]?.state).toBe('failed')
  expect(runs[0]?.error).toMatchObject({ code: 'KD_DISK_FULL' })
  full = false
  const again = await conductFile(file, runsRoot)
  expect(again.runs[0]?.state).toBe('finished')
})

function fingerprints(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.name !== '.lock')
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return [path, createHash('sha256').update(readFileSync(path)).digest('hex')]
    }),
  )
}
