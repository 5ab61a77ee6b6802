import { readFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { versions } from 'node:process'
import { kubedynoVersion } from '../../src/base/version.ts'
import type { ModelsResults } from './results.ts'

/** Where and with what is measured. */
export function machineFacts(): Pick<ModelsResults, 'measuredOn' | 'machine' | 'versions'> {
  const runtime = JSON.parse(readFileSync('node_modules/onnxruntime-node/package.json', 'utf8')) as { version: string }
  return {
    measuredOn: new Date().toISOString().slice(0, 10),
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryBytes: totalmem(),
      kernel: release().split('-', 1)[0] ?? '',
    },
    versions: { kubedyno: kubedynoVersion(), node: versions.node, onnxruntime: runtime.version },
  }
}
