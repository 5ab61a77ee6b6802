import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import * as process from 'node:process'
import { describe, expect, onTestFinished, test } from 'vitest'
import { realEffects } from '../../src/base/effects.ts'
import { catalogue, signalNamed } from '../../src/signals/catalogue.ts'
import { growth, sample, target } from './sampling.ts'
import { startWorker, type WorkerProcess } from './worker-process.ts'

async function worker(): Promise<WorkerProcess> {
  const started = await startWorker()
  onTestFinished(() => started.end())
  return started
}

const onLinux = test.skipIf(process.platform !== 'linux')

describe('on a real machine', () => {
  onLinux('processor time of a process agrees with what the process says itself', async () => {
    const { pid, work } = await worker()
    const { sampler, values, turns } = sample([target('replica/r1', { pids: [pid] }), target('machine')], { intervalMs: 100 })
    const before = await work({})
    await turns(1)
    const after = await work({ burnMs: 1000 })
    await sampler.close()
    const trueSeconds = (after.cpuMs - before.cpuMs) / 1000
    expect(Math.abs(growth(values('cpu_seconds_total', 'replica/r1')) / trueSeconds - 1)).toBeLessThan(0.1)
    expect(growth(values('cpu_seconds_total', 'machine'))).toBeGreaterThan(0.9 * trueSeconds)
  })

  onLinux('memory of a process grows by what it holds', async () => {
    const { pid, work } = await worker()
    const { sampler, values, turns } = sample([target('replica/r1', { pids: [pid] })])
    await turns(1)
    await work({ holdBytes: 200e6 })
    await sampler.close()
    expect(Math.abs(growth(values('memory_used_bytes')) / 200e6 - 1)).toBeLessThan(0.1)
  })

  onLinux('processor time of a driver is that of its threads, and its memory is missing with a reason', async () => {
    const { sampler, values, of, turns } = sample([target('driver', { threadIds: [process.pid] })])
    await turns(1)
    const start = process.cpuUsage()
    while (process.cpuUsage(start).user < 500_000);
    await sampler.close()
    expect(growth(values('cpu_seconds_total'))).toBeGreaterThan(0.4)
    expect(of('memory_used_bytes')).toMatchObject([{ value: null, reason: expect.stringContaining('share the memory') }])
  })

  const psi = existsSync('/proc/pressure/cpu')
  test.skipIf(!psi)(`CPU pressure grows while more wants to run than there are cores${psi ? '' : ' [needs PSI]'}`, async () => {
    const workers = await Promise.all(Array.from({ length: 2 * availableParallelism() + 1 }, worker))
    const { sampler, of } = sample([target('machine')], { signals: ['psi_cpu_some_seconds_total'] })
    await Promise.all(workers.map(({ work }) => work({ burnMs: 300 })))
    await sampler.close()
    const readings = of('psi_cpu_some_seconds_total')
    const seconds = growth(readings.map(({ timeMs }) => timeMs)) / 1000
    expect(growth(readings.map(({ value }) => value as number)) / seconds).toBeGreaterThan(0.3)
  })

  test('every signal of the catalogue is either read or missing with a reason, for each entity that can have it', async () => {
    const targets = [target('machine'), target('conductor', { pids: [process.pid] }), target('driver'), target('replica/r1')]
    const { sampler, readings } = sample(targets)
    await sampler.close()
    const told = sampler.availability()
    const expected = targets.flatMap(({ entity, kind }) =>
      catalogue.filter(({ entities }) => entities.includes(kind)).map(({ name }) => `${name} of ${entity}`),
    )
    expect(told.map(({ signal, entity }) => `${signal} of ${entity}`).sort()).toEqual(expected.sort())
    for (const { available, source, reason } of told) expect(available ? source : reason).toBeTruthy()
    for (const { value, reason } of readings) expect(value === null).toBe(reason !== null)
  })

  onLinux('counters never fall, and each reading has its own time', async () => {
    const { sampler, readings, turns } = sample([target('machine'), target('conductor', { pids: [process.pid] })], { intervalMs: 20 })
    await turns(10)
    await sampler.close()
    const last = new Map<string, { timeMs: number; value: number }>()
    for (const { signal, entity, timeMs, value } of readings) {
      if (value === null) continue
      const before = last.get(`${signal} ${entity}`)
      if (before) expect(timeMs).toBeGreaterThan(before.timeMs)
      if (before && signalNamed(signal).kind === 'counter') expect(value).toBeGreaterThanOrEqual(before.value)
      last.set(`${signal} ${entity}`, { timeMs, value })
    }
    expect(new Set(readings.map(({ timeMs }) => timeMs)).size).toBeGreaterThan(last.size)
  })
})

onLinux('a process that dies between turns is missing once, with the reason, while others go on', async () => {
  const [mortal, other] = await Promise.all([worker(), worker()])
  const { sampler, of, turns } = sample([target('replica/r1', { pids: [mortal.pid] }), target('replica/r2', { pids: [other.pid] })], {
    signals: ['cpu_seconds_total'],
  })
  await turns(2)
  await mortal.end()
  await turns(3)
  await sampler.close()
  const [first, ...rest] = of('cpu_seconds_total', 'replica/r1').filter(({ value }) => value === null)
  expect(first?.reason).toBe(`process ${mortal.pid} has ended`)
  expect(rest).toEqual([])
  expect(of('cpu_seconds_total', 'replica/r2').every(({ value }) => value !== null)).toBe(true)
  expect(sampler.availability().map(({ available }) => available)).toEqual([false, true])
})

onLinux('a process that takes the place of a dead one brings the signal back, on top of what was used before', async () => {
  const [first, second] = await Promise.all([worker(), worker()])
  await first.work({ burnMs: 300 })
  let pids = [first.pid]
  const { sampler, of, turns } = sample(() => [target('replica/r1', { pids })], { signals: ['cpu_seconds_total'] })
  await turns(1)
  await first.end()
  await turns(1)
  pids = [second.pid]
  await turns(2)
  await sampler.close()
  const readings = of('cpu_seconds_total')
  const gap = readings.findIndex(({ value }) => value === null)
  expect(gap).toBeGreaterThan(0)
  expect(readings[gap + 1]?.value).toBeGreaterThanOrEqual(readings[gap - 1]?.value as number)
  expect(sampler.availability()).toMatchObject([{ available: true, source: '/proc/PID/stat', reason: null }])
})

onLinux('of several processes the sum counts, and one that ends takes its memory with it', async () => {
  const [small, large] = await Promise.all([worker(), worker()])
  await large.work({ holdBytes: 200e6 })
  const { sampler, values, turns } = sample([target('replica/r1', { pids: [small.pid, large.pid] })])
  await turns(2)
  await large.end()
  await turns(2)
  await sampler.close()
  expect(values('processes_count').at(0)).toBe(2)
  expect(values('processes_count').at(-1)).toBe(1)
  expect(growth(values('memory_used_bytes'))).toBeLessThan(-200e6)
  expect(growth(values('cpu_seconds_total'))).toBeGreaterThanOrEqual(0)
})

onLinux('a file that may not be read leaves out what it tells, with the reason, and nothing else', async () => {
  const { openSync } = realEffects.disk
  const disk = Object.assign(Object.create(realEffects.disk), {
    openSync(path: string, flags: string) {
      if (path.endsWith('/io')) throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' })
      return openSync(path, flags)
    },
  })
  const { sampler, of, values, turns } = sample([target('conductor', { pids: [process.pid] })], { effects: { ...realEffects, disk } })
  await turns(2)
  await sampler.close()
  const reason = `may not read /proc/${process.pid}/io`
  expect(of('disk_read_bytes_total')).toMatchObject([{ value: null, reason }])
  expect(of('disk_write_bytes_total')).toMatchObject([{ value: null, reason }])
  expect(values('cpu_seconds_total').length).toBe(sampler.cost().turns)
})

test('only what is asked for is read', async () => {
  const { sampler, readings } = sample([target('machine')], { signals: ['cpu_seconds_total', 'inference_queue_depth'] })
  await sampler.close()
  expect(new Set(readings.map(({ signal }) => signal))).toEqual(new Set(['cpu_seconds_total']))
})

test('an unknown signal is refused before anything starts', () => {
  expect(() => sample([], { signals: ['cpu_secs_total'] })).toThrow(expect.objectContaining({ code: 'KD_SIGNAL_UNKNOWN' }))
})

test('closing takes one last reading, twice over as well, and nothing comes after it', async () => {
  const { sampler, readings } = sample([target('machine')], { intervalMs: 60_000, signals: ['cpu_seconds_total'] })
  await Promise.all([sampler.close(), sampler.close()])
  const { turns, missedTurns } = sampler.cost()
  expect(readings.length).toBe(turns)
  expect(missedTurns).toBe(0)
  expect(turns).toBeGreaterThan(0)
})
