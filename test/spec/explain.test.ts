import { expect, test } from 'vitest'
import { DynoError } from '../../src/base/errors.ts'
import { experimentPaths, explainPath } from '../../src/spec/index.ts'

test('a value is explained with its type, unit, default and examples', () => {
  expect(explainPath('load.timeout')).toEqual({
    path: 'load.timeout',
    type: 'text',
    description: 'A request without an answer after this time counts as an error. Only for source `http`.',
    unit: 'a number with its unit: ms, s, m, h or d',
    required: false,
    default: '10s',
    examples: ['10s'],
    members: [],
  })
  expect(explainPath('load.arrivals')).toMatchObject({ type: 'one of constant, poisson, gamma, mmpp2', default: 'poisson' })
  expect(explainPath('load.rate')).toMatchObject({ type: 'number or text, or mapping', unit: 'requests per second', default: undefined })
  expect(explainPath('workload.resources.limits.cpu')).toMatchObject({ type: 'text or number or null', default: null })
})

test('the whole file and its parts are explained with their members', () => {
  expect(explainPath(null).members.map(({ path }) => path)).toEqual([
    'apiVersion',
    'kind',
    'name',
    'description',
    'engine',
    'workload',
    'load',
    'scaling',
    'recording',
    'design',
    'objectives',
  ])
  expect(explainPath('workload').members.find(({ path }) => path === 'workload.model')).toMatchObject({
    required: true,
    type: 'text, or mapping',
  })
  expect(explainPath('workload.model.sha256').required).toBe(true)
  expect(explainPath('design.factors.load.rate')).toMatchObject({ path: 'design.factors.load.rate', type: 'list of any value' })
  expect(explainPath('load')).toMatchObject({ type: 'mapping', required: true, default: undefined })
})

test('phases are explained with or without a number', () => {
  expect(explainPath('load.phases').members.map(({ path }) => path)).toContain('load.phases.0.duration')
  expect(explainPath('load.phases.duration')).toEqual(explainPath('load.phases.0.duration'))
  expect(explainPath('load.phases.0.duration')).toMatchObject({ path: 'load.phases.0.duration', required: true })
  expect(explainPath('scaling.replicas.at')).toMatchObject({ path: 'scaling.replicas.0.at' })
})

test('an unknown path names the nearest', () => {
  try {
    explainPath('load.raet')
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(DynoError)
    expect(error).toMatchObject({ code: 'KD_USAGE', hint: 'did you mean `load.rate`?' })
  }
})

test('every path of the language can be explained, in whole sentences', () => {
  const paths = experimentPaths()
  expect(paths).toEqual(
    expect.arrayContaining(['workload', 'workload.model.sha256', 'load.phases.0.rate', 'design.factors', 'engine.kind']),
  )
  for (const path of paths) {
    const { description, examples } = explainPath(path)
    expect(`${path}: ${description}`).toMatch(/[.)]$/)
    expect([path, examples.length]).not.toEqual([path, 0])
  }
})
