import { dirname } from 'node:path'
import type { Effects } from '../base/effects.ts'
import { stableJson } from '../base/stable-json.ts'
import { type BuiltModel, buildModel } from '../serving/index.ts'
import type { LoadedExperiment, ModelChoice } from '../spec/index.ts'

/** The models of an experiment, each made ready once. */
export interface Models {
  of(choice: ModelChoice, signal: AbortSignal): Promise<BuiltModel>
}

/** Models whose paths are relative to the experiment file; those of the catalogue are kept in the cache folder. */
export function openModels({ source }: LoadedExperiment, cacheFolder: string, effects: Effects): Models {
  const places = { baseFolder: dirname(source.path), cacheFolder }
  const ready = new Map<string, Promise<BuiltModel>>()
  return {
    of(choice, signal) {
      const key = stableJson(choice)
      const model = ready.get(key) ?? buildModel(choice, places, effects, signal)
      ready.set(key, model)
      return model
    },
  }
}
