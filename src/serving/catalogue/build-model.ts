import type { Effects } from '../../base/effects.ts'
import type { ModelChoice } from '../../spec/index.ts'
import type { BuiltModel } from '../contract.ts'
import { builtFromCatalogue } from './from-catalogue.ts'
import { builtFromFile } from './from-file.ts'
import { inspectModel } from './inspect-model.ts'

export interface ModelPlaces {
  /** What the path of a model file is relative to. */
  baseFolder: string
  /** Where models of the catalogue, and packages with weights, are kept. */
  cacheFolder: string
}

/** Makes sure that the chosen model lies on disk, is the right one, and can be served. */
export async function buildModel(choice: ModelChoice, places: ModelPlaces, effects: Effects): Promise<BuiltModel> {
  const files =
    choice.kind === 'catalogue'
      ? await builtFromCatalogue(choice.name, places.cacheFolder, effects)
      : builtFromFile(choice, places.baseFolder, effects)
  return { ...files, ...(await inspectModel(files)) }
}
