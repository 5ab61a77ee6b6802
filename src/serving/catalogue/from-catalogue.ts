import { join } from 'node:path'
import type { Effects } from '../../base/effects.ts'
import { DynoError } from '../../base/errors.ts'
import { nearest } from '../../base/nearest.ts'
import { damaged } from '../packages/damaged.ts'
import { catalogue } from './catalogue.ts'
import type { CatalogueModel, TrainedWeights, WeightSet } from './entry.ts'
import { type CheckedFile, type ModelFiles, readIfThere, sha256Of, writeOnce } from './model-file.ts'

/** The model of that name; an unknown name is an error that suggests the nearest one. */
export function catalogueModel(name: string): CatalogueModel {
  const known = catalogue.find((model) => model.name === name)
  if (known) return known
  const names = catalogue.map((model) => model.name)
  const meant = nearest(name, names)
  const hint = meant ? `did you mean ${meant}?` : `known models: ${names.join(', ')}; or give your own file with its sha256`
  throw new DynoError('KD_MODEL_UNKNOWN', `there is no model ${name} in the catalogue`, { hint })
}

/** Makes sure that the files of a model of the catalogue lie in the cache: with learned weights if they can be had there, else with seeded ones. */
export async function builtFromCatalogue(name: string, cacheFolder: string, effects: Effects): Promise<ModelFiles> {
  const model = catalogueModel(name)
  const { weights, folders } = weightsHere(model, cacheFolder, effects)
  if (!weights) {
    throw new DynoError('KD_MODEL_INVALID', `${name} has no weights of its own here`, {
      hint: `get them with: kubedyno models fetch ${name}`,
    })
  }
  const parts = await partsOf(name, weights, folders, cacheFolder, effects)
  const files = Object.values(parts)
  const paths = Object.fromEntries(Object.entries(parts).map(([part, { path }]) => [part, path]))
  return {
    name,
    path: files[0]?.path ?? '',
    sha256: files.length === 1 ? (files[0]?.sha256 ?? '') : sha256Of(Buffer.from(files.map(({ sha256 }) => sha256).join('\n'))),
    sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    synthetic: weights !== model.trained,
    weights: 'origin' in weights ? weights.origin : seededWords(model),
    parameters: model.parameters,
    sizes: model.sizes ?? {},
    ...model.use(paths),
  }
}

/** Where a part of a model lies in the cache. */
export function partPath(cacheFolder: string, name: string, part: string, { ending, sha256 }: { ending: string; sha256: string }): string {
  return join(cacheFolder, `${name}${part === 'model' ? '' : `-${part}`}-${sha256.slice(0, 8)}.${ending}`)
}

function seededWords({ name, trained }: CatalogueModel): string {
  return trained ? `from a seed; true ones: kubedyno models fetch ${name}` : 'from a seed'
}

/** The weights that a model is served with here: learned ones where all their packages are in the cache, else seeded ones, if it has any. */
export function weightsHere(
  { trained, seeded }: CatalogueModel,
  cacheFolder: string,
  effects: Effects,
): { weights: TrainedWeights | WeightSet | null; folders: Record<string, string> } {
  const folders = trained ? packageFolders(trained.packages, cacheFolder, effects) : null
  return trained && folders ? { weights: trained, folders } : { weights: seeded, folders: {} }
}

/** Where each package was unpacked to; null when one of them is not there. */
function packageFolders(packages: readonly string[], cacheFolder: string, { disk }: Effects): Record<string, string> | null {
  const folders = packages.map((name) => [name, join(cacheFolder, 'packages', name)] as const)
  return folders.every(([, folder]) => disk.existsSync(folder)) ? Object.fromEntries(folders) : null
}

/** The files of a weight set, each read from the cache, or written anew when it is missing or damaged. */
async function partsOf(
  name: string,
  weights: WeightSet,
  folders: Record<string, string>,
  cacheFolder: string,
  effects: Effects,
): Promise<Record<string, CheckedFile>> {
  let written: Record<string, Uint8Array> | null = null
  const files: Record<string, CheckedFile> = {}
  for (const [part, file] of Object.entries(weights.parts)) {
    const { sha256 } = file
    const path = partPath(cacheFolder, name, part, file)
    let bytes: Uint8Array | null | undefined = readIfThere(path, effects)
    if (!bytes || sha256Of(bytes) !== sha256) {
      written ??= await weights.write(folders)
      bytes = written[part]
      if (!bytes || sha256Of(bytes) !== sha256) {
        const why = `${part} was written with another checksum than its own: ${bytes && sha256Of(bytes)}`
        throw Object.keys(folders).length > 0 ? damaged(`what was fetched for ${name}`, why) : new Error(`${name}: ${why}`)
      }
      writeOnce(path, bytes, effects)
    }
    files[part] = { path, sha256, sizeBytes: bytes.length }
  }
  return files
}
