import { fileURLToPath } from 'node:url'
import type { Effects } from '../../base/effects.ts'
import { messageOf } from '../../base/errors.ts'
import type { Finding } from './finding.ts'

const example = fileURLToPath(new URL('../../../examples/01-first-run.yaml', import.meta.url))

/** Whether CPU and memory limits hold here, found out as a run does it: by setting them. */
export async function enginePart(effects: Effects): Promise<Finding> {
  const { loadExperiment } = await import('../../spec/index.ts')
  const { localEngine } = await import('../../engine/index.ts')
  const overrides = [
    { path: 'workload.resources.limits.cpu', value: '1' },
    { path: 'workload.resources.limits.memory', value: '1Gi' },
  ]
  const topic = 'CPU and memory limits'
  const means = 'limits of an experiment file are recorded as not enforced; everything else works'
  const mend = 'run as root, or let this user make control groups: docs/explanation/limits-and-processes.md'
  try {
    const { experiment } = loadExperiment(example, { overrides }, { ...effects, environment: {} })
    const { description, limits } = await localEngine(effects).facts(experiment)
    const refused = limits.filter(({ enforced }) => !enforced).map(({ limit, reason }) => `${limit} (${reason})`)
    const found = refused.length > 0 ? `${description}; not enforced: ${refused.join(', ')}` : `${description}; both are enforced`
    return { topic, state: refused.length > 0 ? 'missing' : 'ok', found, means, mend }
  } catch (error) {
    return { topic, state: 'missing', found: messageOf(error), means, mend }
  }
}
