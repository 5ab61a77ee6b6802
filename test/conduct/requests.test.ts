import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listRuns, readRequests } from '../../src/dataset/index.ts'
import { conductFile, tinyExperiment } from './tiny-experiment.ts'

const mixed = `
workload: {model: tiny, threads: 1}
load:
  rate: 200
  timeout: 5s
  requests:
    - {name: packed, weight: 3, body: {tensors: {encoding: json}}, gzip: true}
    - {name: recorded, body: {files: 'recorded/*.json'}}
  phases:
    - {name: mixed, duration: 1s}
    - {name: plain, duration: 500ms, requests: [{name: binary, body: {tensors: {}}}]}
recording: {interval: 250ms}
`
const recorded = JSON.stringify({ inputs: [{ name: 'input', shape: [1, 4], datatype: 'FP32', data: [1, 2, 3, 4] }] })

test('a run sends its mix, names each request in its row, and says what the bodies were', async () => {
  const { folder, file, runsRoot } = tinyExperiment(mixed)
  mkdirSync(join(folder, 'recorded'))
  writeFileSync(join(folder, 'recorded', 'a.json'), recorded)
  const { runs } = await conductFile(file, runsRoot)
  expect(runs.map(({ state, error }) => [state, error])).toEqual([['finished', null]])
  const run = runs[0]?.folder ?? expect.unreachable()

  const { request, phase, outcome, count } = await readRequests(run)
  const counts: Record<string, number> = {}
  for (let row = 0; row < count; row++) {
    const key = [phase, request, outcome].map(({ codes, names }) => names[codes[row] as number]).join(' ')
    counts[key] = (counts[key] ?? 0) + 1
  }
  expect(Object.keys(counts).sort()).toEqual(['mixed packed ok', 'mixed recorded ok', 'plain binary ok'])
  expect(counts['mixed packed ok']).toBeGreaterThan(2 * (counts['mixed recorded ok'] as number))

  const { requests } = JSON.parse(readFileSync(run.bodies, 'utf8'))
  expect(requests.map(({ request: name, bodies }: { request: string; bodies: object[] }) => [name, bodies.length])).toEqual([
    ['packed', 8],
    ['recorded', 1],
    ['binary', 8],
  ])
  expect(requests[0].bodies[0]).toMatchObject({ file: null, contentType: 'application/json', contentEncoding: 'gzip' })
  expect(requests[1]).toEqual({
    request: 'recorded',
    path: '/v2/models/tiny/infer',
    bodies: [
      {
        file: 'recorded/a.json',
        contentType: 'application/json',
        contentEncoding: null,
        sizeBytes: recorded.length,
        sha256: createHash('sha256').update(recorded).digest('hex'),
      },
    ],
  })
})

test('files that are not there end the call before any folder is made', async () => {
  const { file, runsRoot } = tinyExperiment(mixed)
  await expect(conductFile(file, runsRoot)).rejects.toMatchObject({
    code: 'KD_FILE_NOT_FOUND',
    message: expect.stringMatching(/request recorded/),
  })
  expect(listRuns(runsRoot)).toEqual([])
})
