import { readFileSync } from 'node:fs'
import * as process from 'node:process'
import { expect, test } from 'vitest'
import { readJournal, readRequests, readSamples } from '../../src/dataset/index.ts'
import { scheduleFrom } from '../../src/load/index.ts'
import { conductFile, shortLoad, tinyExperiment } from './tiny-experiment.ts'

test('a run with two drivers records the whole schedule, a processor account of each, and what they did together', async () => {
  const { file, runsRoot } = tinyExperiment(shortLoad.replace('rate: 50', 'rate: 50\n  drivers: 2'))
  const { runs } = await conductFile(file, runsRoot)
  const { folder } = runs[0] ?? expect.unreachable()
  const requests = await readRequests(folder)
  const rows = Array.from(requests.id, (id, row) => ({ id, intendedMs: requests.intendedMs[row] })).sort((a, b) => a.id - b.id)
  const schedule = scheduleFrom(readFileSync(folder.schedule)).flatMap(({ arrivalsMs }) => [...arrivalsMs])
  expect(rows).toEqual(schedule.map((intendedMs, id) => ({ id, intendedMs })))
  const record = JSON.parse(readFileSync(folder.driver, 'utf8'))
  expect(record).toMatchObject({ complete: true, intended: rows.length, driver: { drivers: 2 } })
  const { entity } = await readSamples(folder)
  const drivers = entity.names.filter((name) => name.startsWith('driver'))
  expect(drivers.sort()).toEqual(process.platform === 'linux' ? ['driver/1', 'driver/2'] : [])
  const { evidence } = JSON.parse(readFileSync(folder.certificate, 'utf8'))
  expect(evidence).toMatchObject({ counted: rows.length, rowCount: rows.length })
  expect(evidence.driverCores).toBeGreaterThan(0)
  const { events } = readJournal(folder)
  const edges = events.flatMap((event) =>
    event.type === 'phase.started' || event.type === 'phase.ended' ? [`${event.phase} ${event.type}`] : [],
  )
  expect(edges.sort()).toEqual(['steady phase.ended', 'steady phase.started', 'warm-up phase.ended', 'warm-up phase.started'])
  const told = events.flatMap((event) => (event.type === 'load.progress' ? [event.progress] : []))
  expect(told.at(-1)?.latencyP99Ms).toBeGreaterThanOrEqual(told.at(-1)?.latencyP95Ms as number)
})
