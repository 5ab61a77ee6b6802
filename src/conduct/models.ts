import { dirname } from 'node:path'
import type { Effects } from '../base/effects.ts'
import { stableJson } from '../base/stable-json.ts'
import type { Engine } from '../engine/index.ts'
import { type BuiltModel, buildModel } from '../serving/index.ts'
import type { LoadedExperiment, Workload } from '../spec/index.ts'

/** The models of an experiment, each made ready once. */
export interface Models {
  of(workload: Workload, signal: AbortSignal): Promise<BuiltModel>
}

/**
 * Models whose paths are relative to the experiment file; those of the catalogue are kept in the cache folder. Where replicas run on this machine,
 * a model must load on the device that was asked for.
 */
export function openModels({ source }: LoadedExperiment, { kind }: Engine, cacheFolder: string, effects: Effects): Models {
  const places = { baseFolder: dirname(source.path), cacheFolder }
  const ready = new Map<string, Promise<BuiltModel>>()
  return {
    of({ model: choice, device: wanted }, signal) {
      const device = kind === 'local' ? (wanted ?? 'cpu') : 'cpu'
      const key = stableJson({ choice: { ...choice }, device })
      const model = ready.get(key) ?? buildModel(choice, places, effects, { signal, device })
      ready.set(key, model)
      return model
    },
  }
}
