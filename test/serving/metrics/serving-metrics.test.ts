import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { realEffects } from '../../../src/base/effects.ts'
import { tiny } from '../../../src/serving/architecture/tiny.ts'
import { buildModel } from '../../../src/serving/index.ts'
import { seededWeights } from '../../../src/serving/onnx/weights.ts'
import { type ExpositionSample, parseExposition } from '../../../src/signals/exposition.ts'
import { needs, service } from '../../services/service.ts'
import { call, goodBody, inferPath } from '../calling.ts'
import { catalogueModel, modelFile, type RunningReplica, startReplica } from '../replica-process.ts'

const scrape = async ({ metricsPort }: RunningReplica) => (await call(metricsPort, '/metrics')).body.toString()

/** The values of one metric, by what its labels other than `app` say. */
function valuesOf(samples: readonly ExpositionSample[], name: string): Record<string, number> {
  const found = samples.filter((sample) => sample.name === name)
  return Object.fromEntries(
    found.map(({ labels, value }) => [[...labels].flatMap(([key, text]) => (key === 'app' ? [] : text)).join(), value]),
  )
}

test('requests, stages and processes are counted as they were, under the label of the application', async () => {
  const app = 'an "app"\\with\nall'
  const replica = await startReplica({ app })
  await Promise.all(Array.from({ length: 30 }, () => call(replica.port, inferPath, { body: goodBody() })))
  for (let count = 0; count < 4; count++) await call(replica.port, inferPath, { body: '{}' })
  await call(replica.port, '/v2/health/live')

  const { samples, badLines } = parseExposition(await scrape(replica))
  expect(badLines).toBe(0)
  for (const { labels } of samples) expect(labels.get('app')).toBe(app)
  const none = { overloaded: 0, failed: 0, unavailable: 0, expired: 0, cancelled: 0 }
  expect(valuesOf(samples, 'inference_requests_total')).toEqual({ ok: 30, bad_request: 4, ...none })
  expect(valuesOf(samples, 'inference_queue_depth')).toEqual({ '': 0 })
  expect(valuesOf(samples, 'inference_model_restarts_total')).toEqual({ '': 0 })
  expect(valuesOf(samples, 'inference_model_info')).toEqual({ [`tiny,${replica.model.sha256},true`]: 1 })

  let sum = 0
  for (const stage of ['decode', 'queue', 'infer', 'encode', 'latency']) {
    const name = `inference_${stage}_seconds`
    const buckets = samples.filter((sample) => sample.name === `${name}_bucket`)
    expect(buckets.at(-1)).toMatchObject({ labels: new Map(Object.entries({ app, le: '+Inf' })), value: 30 })
    expect(valuesOf(samples, `${name}_count`)).toEqual({ '': 30 })
    const counts = buckets.map(({ value }) => value)
    expect(counts).toEqual([...counts].sort((a, b) => a - b))
    const seconds = valuesOf(samples, `${name}_sum`)[''] as number
    expect(seconds).toBeGreaterThan(0)
    if (stage === 'latency') expect(seconds / sum).toBeCloseTo(1, 6)
    sum += seconds
  }
  const processes = process.platform === 'linux' ? ['server', 'model'] : ['server']
  for (const name of ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'process_start_time_seconds']) {
    const values = valuesOf(samples, name)
    expect(Object.keys(values)).toEqual(processes)
    for (const value of Object.values(values)) expect(value).toBeGreaterThan(0)
  }
  for (const startedAt of Object.values(valuesOf(samples, 'process_start_time_seconds'))) {
    expect(Math.abs(Date.now() / 1000 - startedAt)).toBeLessThan(60)
  }
  expect((await call(replica.metricsPort, '/')).status).toBe(404)
})

test('a user’s own model is not called synthetic', async () => {
  const { choice, places } = modelFile(tiny(seededWeights(2)))
  const replica = await startReplica({ model: await buildModel(choice, places, realEffects) })
  expect(await scrape(replica)).toContain(`model="my-model",sha256="${choice.sha256}",synthetic="false"} 1\n`)
})

needs('promtool')('promtool finds nothing to complain of, before and after requests', async () => {
  const replica = await startReplica({ model: await catalogueModel('tiny') })
  const check = async () =>
    execFileSync(String(service('promtool')), ['check', 'metrics'], { input: await scrape(replica), stdio: 'pipe' }).toString()
  expect(await check()).toBe('')
  await call(replica.port, inferPath, { body: goodBody() })
  expect(await check()).toBe('')
})
