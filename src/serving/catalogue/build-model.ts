import type { Effects } from '../../base/effects.ts'
import type { ModelChoice, ModelDevice } from '../../spec/index.ts'
import type { BuiltModel } from '../contract.ts'
import { builtFromCatalogue } from './from-catalogue.ts'
import { builtFromFile } from './from-file.ts'
import { inspectModel } from './inspect-model.ts'
import type { ModelPlaces } from './model-file.ts'

/** Makes sure that the chosen model lies on disk, is the right one, and can be served on the device. */
export async function buildModel(
  choice: ModelChoice,
  places: ModelPlaces,
  effects: Effects,
  { signal = new AbortController().signal, device = 'cpu' }: { signal?: AbortSignal; device?: ModelDevice } = {},
): Promise<BuiltModel> {
  const files =
    choice.kind === 'catalogue'
      ? await builtFromCatalogue(choice.name, places.cacheFolder, effects)
      : await builtFromFile(choice, places, effects, signal)
  return { ...files, ...(await inspectModel(files, device)) }
}
