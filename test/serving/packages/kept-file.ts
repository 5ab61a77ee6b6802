import { join } from 'node:path'
import { fetchable, folderName, type PackagePin } from '../../../src/serving/packages/pins.ts'
import { service } from '../../services/service.ts'

/** The path of a file that was taken from the first package of a model, for tests that need `weights`. */
export function keptFile(model: string, file: string): string {
  const pin = fetchable.find(({ name }) => name === model)?.packages[0] as PackagePin
  return join(service('weights') ?? '', 'packages', folderName(pin), file)
}
