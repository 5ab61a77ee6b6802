import { expect, test } from 'vitest'
import { busiestDriver, type EntityFacts } from '../../src/analysis/resources.ts'

const entity = (name: string, mean: number, max: number): EntityFacts => ({
  entity: name,
  counted: { cpuCores: { mean, max, samples: 10 } } as EntityFacts['counted'],
  phases: [],
})

test('of several drivers the busiest one counts, not what they used on average or together', () => {
  const entities = [entity('machine', 2, 2), entity('driver/1', 0.1, 0.2), entity('driver/2', 0.5, 0.95), entity('driver/10', 0.6, 0.7)]
  expect(busiestDriver(entities)).toMatchObject({ mean: 0.5, max: 0.95 })
  expect(busiestDriver([entity('machine', 1, 1), entity('driver', 0.3, 0.4)])).toMatchObject({ max: 0.4 })
  expect(busiestDriver([entity('machine', 1, 1)])).toBeNull()
})
