import { homedir } from 'node:os'
import { join } from 'node:path'
import { realEffects } from '../../src/base/effects.ts'
import { type BuiltModel, buildModel } from '../../src/serving/index.ts'

/** Where models lie: `$KUBEDYNO_WEIGHTS`, which holds what was fetched, or the cache of the command. */
export const modelFolder = process.env.KUBEDYNO_WEIGHTS || process.env.KUBEDYNO_CACHE || join(homedir(), '.cache', 'kubedyno', 'models')

/** A model of the catalogue, with the weights that it has here. */
export function modelHere(name: string): Promise<BuiltModel> {
  return buildModel({ kind: 'catalogue', name }, { baseFolder: '.', cacheFolder: modelFolder }, realEffects)
}
