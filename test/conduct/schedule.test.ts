import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listRuns, readRequests } from '../../src/dataset/index.ts'
import { scheduleFrom } from '../../src/load/index.ts'
import { conductFile, tinyExperiment } from './tiny-experiment.ts'

const shapes = (replay: string) => `
workload: {model: tiny, threads: 1}
load:
  timeout: 5s
  phases:
    - {name: ramp, duration: 500ms, rate: {ramp: [10, 90]}, arrivals: gamma, burstiness: 4}
    - {name: clients, duration: 300ms, kind: closed, clients: 1}
    - {name: bursts, duration: 500ms, rate: {sine: {mean: 40, amplitude: 40, period: 250ms}}, arrivals: mmpp2, bursts: {ratio: 3, calm: 50ms, burst: 50ms}}
    - {name: again, duration: 500ms, replay: {file: ${replay}, speed: 2}}
recording: {interval: 250ms}
`

test('what is asked for is the schedule in the folder, and a run can be asked for once more', async () => {
  const { folder, file, runsRoot } = tinyExperiment(shapes('arrivals.csv'))
  writeFileSync(join(folder, 'arrivals.csv'), 'user,at_s\na,10\nb,10.25\nc,10.5\nd,11.5\n')
  const { runs } = await conductFile(file, runsRoot)
  expect(runs.map(({ state, error }) => [state, error])).toEqual([['finished', null]])
  const run = runs[0]?.folder ?? expect.unreachable()

  const schedule = scheduleFrom(readFileSync(run.schedule))
  expect(schedule.map(({ fromMs, untilMs }) => [fromMs, untilMs])).toEqual([
    [0, 500],
    [500, 800],
    [800, 1300],
    [1300, 1800],
  ])
  expect([...(schedule[3]?.arrivalsMs ?? [])]).toEqual([1300, 1425, 1550])
  const requests = await readRequests(run)
  const intended = (phase: string) =>
    requests.intendedMs.filter((_, row) => requests.phase.names[requests.phase.codes[row] as number] === phase).sort()
  expect(intended('ramp')).toEqual(schedule[0]?.arrivalsMs)
  expect(intended('bursts')).toEqual(schedule[2]?.arrivalsMs)
  expect(intended('again')).toEqual(schedule[3]?.arrivalsMs)
  expect(schedule[1]?.arrivalsMs).toHaveLength(0)
  expect(intended('clients').length).toBeGreaterThan(0)

  writeFileSync(file, readFileSync(file, 'utf8').replace(/file: .*, speed/, `file: ${run.requests}, speed`))
  const second = await conductFile(file, runsRoot)
  const again = scheduleFrom(readFileSync((second.runs[0]?.folder ?? expect.unreachable()).schedule))
  const recorded = requests.intendedMs.slice().sort()
  const expected = recorded.map((ms) => 1300 + (ms - (recorded[0] as number)) / 2).filter((ms) => ms < 1800)
  expect(again[3]?.arrivalsMs).toEqual(expected)
  expect(again.slice(0, 3)).toEqual(schedule.slice(0, 3))
})

test('a recording that is not there ends the call before any folder is made', async () => {
  const { file, runsRoot } = tinyExperiment(shapes('none.csv'))
  await expect(conductFile(file, runsRoot)).rejects.toMatchObject({ code: 'KD_FILE_NOT_FOUND' })
  expect(listRuns(runsRoot)).toEqual([])
})
