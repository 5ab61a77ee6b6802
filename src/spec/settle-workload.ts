import type { ModelChoice, Workload } from './experiment.ts'
import type { Written } from './schema/experiment.ts'
import { asLabel } from './schema/values.ts'

/** What runs, with units resolved. What was not asked for stays absent where absence says it best. */
export function settledWorkload(written: Written['workload']): Workload {
  const { requests, limits } = written.resources
  const { batching, deadline, device, tls } = written
  return {
    name: written.name ?? nameOfModel(written.model),
    model: settledModel(written.model),
    replicas: written.replicas,
    resources: {
      requests: { cpuMillicores: requests.cpu ?? null, memoryBytes: requests.memory ?? null },
      limits: { cpuMillicores: limits.cpu ?? null, memoryBytes: limits.memory ?? null },
    },
    threads: written.threads ?? null,
    queueCapacity: written.queueCapacity,
    ...(device !== 'cpu' && { device }),
    ...(batching && { batching: { maxBatchSize: batching.maxBatchSize, maxQueueDelayMs: batching.maxQueueDelay } }),
    ...(deadline && { deadlineMs: deadline }),
    ...(tls && { tls }),
  }
}

function settledModel(model: Written['workload']['model']): ModelChoice {
  if (typeof model === 'string') return { kind: 'catalogue', name: model }
  const { file, sha256, task, sizes } = model
  return { kind: 'file', path: file, sha256, ...(task && { task }), ...(sizes && { sizes }) }
}

function nameOfModel(model: Written['workload']['model']): string {
  if (typeof model === 'string') return asLabel(model) || 'model'
  const stem = (model.file.split(/[\\/]/).at(-1) ?? '').replace(/\.[^.]*$/, '')
  return asLabel(stem) || 'model'
}
