import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { reading } from '../packages/damaged.ts'
import { folderName, type PackagePin } from '../packages/pins.ts'
import type { TrainedWeights } from './entry.ts'

/** What is told of weights by the packages that they come from. */
export function fromPackages(...pins: readonly PackagePin[]): Pick<TrainedWeights, 'origin' | 'packages'> {
  return { origin: pins.map(({ origin, licence }) => `${origin}, ${licence}`).join('; '), packages: pins.map(folderName) }
}

/** A file that was taken out of a package, by the folders of packages. */
export function taken(folders: Readonly<Record<string, string>>, pin: PackagePin, file: string): Uint8Array {
  return reading(`${file} of ${pin.name}`, () => readFileSync(join(folders[folderName(pin)] as string, file)))
}
