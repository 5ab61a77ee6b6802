import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { experimentPaths, explainPath, jsonSchema } from '../../src/spec/index.ts'
import { schemaAt } from '../../src/spec/json-schema.ts'
import { stepsOf } from '../../src/spec/paths.ts'
import { loadText, smallest } from './experiment-file.ts'

test('the schema that is checked in is the one that the code makes', () => {
  expect(JSON.parse(readFileSync('schema/experiment.v1.json', 'utf8'))).toEqual(JSON.parse(JSON.stringify(jsonSchema())))
})

test('it is draft 7, closed to unknown keys, and asks for what a file must have', () => {
  expect(jsonSchema()).toMatchObject({
    $schema: 'http://json-schema.org/draft-07/schema#',
    additionalProperties: false,
    required: ['apiVersion', 'kind', 'name', 'workload', 'load'],
  })
  expect(schemaAt(['load', 'phases', '0'])?.required).toEqual(['name', 'duration'])
})

test('every value of the language has a description, and mentions its default', () => {
  for (const path of experimentPaths()) expect([path, schemaAt(stepsOf(path))?.description ?? '']).not.toEqual([path, ''])
  expect(schemaAt(['load', 'timeout'])).toMatchObject({ default: '10s', type: 'string', examples: ['10s'] })
  expect(schemaAt(['workload', 'threads'])).toMatchObject({ default: null, type: ['integer', 'null'], minimum: 1 })
  expect(schemaAt(['workload', 'model'])?.anyOf).toHaveLength(2)
})

const everything = `${smallest}engine: {kind: local}\ndescription: x\n`
  .replace('model: resnet50', `model: {file: a.onnx, sha256: ${'ab'.repeat(32)}}\n  name: a\n  tls: {certificate: a, key: b}`)
  .concat('scaling: {replicas: [{at: 1s, replicas: 2}]}\n')

/** What must stand in the file for a value to have a meaning there. */
function besides(path: string): string[] {
  if (path.startsWith('design.search')) return ['objectives=[errors < 1 %]', 'design.search={highest: load.rate, from: 5, to: 80}']
  const [, owner, key] =
    /^(load(?:\.phases\.0)?)\.(burstiness|bursts|replay|rate\.sine|rate\.sweep|clients\.sweep|requests\.0\.body\.|requests\.0)\b/.exec(
      path,
    ) ?? []
  switch (key) {
    case 'burstiness':
      return [`${owner}.arrivals=gamma`]
    case 'bursts':
      return [`${owner}.arrivals=mmpp2`, `${owner}.bursts={ratio: 2, calm: 1s, burst: 1s}`]
    case 'replay':
      return [`${owner}.replay={file: a.csv}`]
    case 'requests.0.body.':
      return [`${owner}.requests=[{name: a, body: {}}]`]
    case 'requests.0':
      return [`${owner}.requests=[{name: a, body: {text: {}}}]`]
    case 'rate.sine':
      return [`${owner}.rate={sine: {mean: 20, amplitude: 1, period: 1s}}`]
    case 'rate.sweep':
      return [`${owner}.rate={sweep: {from: 1, to: 100, steps: 5}}`]
    case 'clients.sweep':
      return [`${owner}.clients={sweep: {from: 1, to: 100, steps: 5}}`]
    default:
      return []
  }
}

test.each(
  experimentPaths().filter(
    (path) =>
      !/^(load|load\.kind|load\.clients|load\.source|load\.phases.*\.(kind|clients|warmup)|scaling|scaling\.replicas|design|design\.factors)$/.test(
        path,
      ),
  ),
)('each example of %s is accepted', (path) => {
  for (const example of explainPath(path).examples) {
    if (example === 'max') continue
    const value = typeof example === 'string' ? example : JSON.stringify(example)
    const long = everything.replace('20s', '1d').replace('rate: 20', path.includes('clients') ? 'kind: closed' : 'rate: 20')
    expect(() => loadText(long, { sets: [...besides(path), `${path}=${value}`] })).not.toThrow()
  }
})

test('examples of whole parts are accepted in their place', () => {
  const example = (path: string) => JSON.stringify(explainPath(path).examples[0])
  const file = `{apiVersion: kubedyno.dev/v1, kind: Experiment, name: a, workload: ${example('workload')}, load: ${example('load')}`
  expect(loadText(`${file}}`).experiment.load.phases).toHaveLength(1)
  expect(
    loadText(`${file.replace('20s', '1d')}, design: ${example('design')}, scaling: ${example('scaling')}}`).experiment.scaling.timeline,
  ).toHaveLength(3)
  expect(loadText(`${file}, design: {factors: ${example('design.factors')}}}`).experiment.design.factors).toHaveLength(2)
})
