import { createRequire } from 'node:module'
import { basename } from 'node:path'
import * as process from 'node:process'
import { kubedynoVersion } from '../base/version.ts'
import type { Environment } from '../dataset/index.ts'
import type { EngineFacts } from '../engine/index.ts'
import type { BuiltModel } from '../serving/index.ts'
import type { MachineFacts } from '../signals/index.ts'

interface EnvironmentParts {
  machine: MachineFacts
  engine: EngineFacts & { kind: string }
  model: BuiltModel
  threads: number
}

/** What stands in `environment.json` before the recording begins. */
export function environmentOf({ machine, engine, model, threads }: EnvironmentParts): Environment {
  return {
    version: 1,
    kubedyno: kubedynoVersion(),
    node: process.version,
    onnxRuntime: onnxRuntimeVersion(),
    machine,
    engine,
    model: {
      name: model.name,
      file: basename(model.path),
      sha256: model.sha256,
      sizeBytes: model.sizeBytes,
      synthetic: model.synthetic,
      weights: model.weights,
      parameters: model.parameters,
      inputs: model.inputs,
    },
    threads,
    recording: null,
  }
}

function onnxRuntimeVersion(): string | null {
  try {
    return (createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string }).version
  } catch {
    return null
  }
}
