import type { Effects } from '../../base/effects.ts'
import { DynoError } from '../../base/errors.ts'
import { startModelProcess } from '../model/model-process.ts'
import { catalogue } from './catalogue.ts'
import type { CatalogueModel } from './entry.ts'
import { builtFromCatalogue, catalogueModel, partPath, weightsHere } from './from-catalogue.ts'
import { readIfThere, sha256Of } from './model-file.ts'

/** What is known of a model of the catalogue before it is built. */
export interface CatalogueFacts {
  name: string
  summary: string
  parameters: number
  multiplyAdds: number
  /** Which weights it would be served with here: learned ones, those of a seed, or none before they are fetched. */
  weights: 'true' | 'synthetic' | 'missing'
  /** Where its learned weights come from, in words; null when there are none. */
  origin: string | null
  /** Whether `models fetch` gets learned weights for it. */
  canFetch: boolean
}

/** Every model of the catalogue, as it stands with this cache. */
export function catalogueFacts(cacheFolder: string, effects: Effects): CatalogueFacts[] {
  return catalogue.map((model) => {
    const { name, summary, parameters, multiplyAdds, trained } = model
    const { weights } = weightsHere(model, cacheFolder, effects)
    return {
      name,
      summary,
      parameters,
      multiplyAdds,
      weights: !weights ? 'missing' : weights === trained ? 'true' : 'synthetic',
      origin: trained?.origin ?? null,
      canFetch: (trained?.packages.length ?? 0) > 0,
    }
  })
}

/** What `verifyModel` found of one file. */
export interface VerifiedFile {
  path: string
  state: 'right' | 'missing' | 'damaged'
}

/** Compares the files of a model in the cache with their checksums; then, if all are there, lets the model give one inference. */
export async function verifyModel(name: string, cacheFolder: string, effects: Effects): Promise<VerifiedFile[]> {
  const files = filesOf(catalogueModel(name), cacheFolder, effects)
  if (files.length > 0 && files.every(({ state }) => state === 'right')) {
    const { program, sizes } = await builtFromCatalogue(name, cacheFolder, effects)
    const model = startModelProcess({ program, threads: 1, device: 'cpu', warmUp: sizes })
    try {
      await model.ready
    } catch (error) {
      throw new DynoError('KD_MODEL_INVALID', `${name} is whole, but gives no inference`, {
        cause: error,
        hint: `remove ${files[0]?.path} and build it anew`,
      })
    } finally {
      await model.close()
    }
  }
  return files
}

function filesOf(model: CatalogueModel, cacheFolder: string, effects: Effects): VerifiedFile[] {
  const { weights } = weightsHere(model, cacheFolder, effects)
  return Object.entries(weights?.parts ?? {}).map(([part, file]) => {
    const path = partPath(cacheFolder, model.name, part, file)
    const bytes = readIfThere(path, effects)
    return { path, state: !bytes ? 'missing' : sha256Of(bytes) === file.sha256 ? 'right' : 'damaged' }
  })
}
