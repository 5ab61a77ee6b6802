import { createHash } from 'node:crypto'
import * as process from 'node:process'
import type { Effects } from '../../base/effects.ts'
import { DynoError, hasSystemCode } from '../../base/errors.ts'
import { diskError, writeFileAtomic } from '../../base/write-file.ts'
import type { BuiltModel } from '../contract.ts'

/** A model whose files are there; what it takes and gives is not known yet. */
export type ModelFiles = Omit<BuiltModel, 'inputs' | 'outputs'>

/** Where models are looked for and kept. */
export interface ModelPlaces {
  /** What the path of a model file is relative to. */
  baseFolder: string
  /** Where models of the catalogue, packages with weights, and files from elsewhere are kept. */
  cacheFolder: string
}

/** A file with its checksum. */
export interface CheckedFile {
  path: string
  sha256: string
  sizeBytes: number
}

/** Reads a file whole; null when there is none. */
export function readIfThere(path: string, { disk }: Effects): Buffer | null {
  try {
    return disk.readFileSync(path)
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT', 'ENOTDIR')) return null
    if (hasSystemCode(error, 'EISDIR')) throw new DynoError('KD_MODEL_INVALID', `${path} is a folder`, { hint: 'give an ONNX file' })
    throw diskError(error, path)
  }
}

/** Writes a file so that it is there whole or not at all, also when several processes do so at a time. */
export function writeOnce(path: string, bytes: Uint8Array, effects: Effects): void {
  const draft = `${path}.${process.pid}`
  writeFileAtomic(draft, bytes, effects)
  effects.disk.renameSync(draft, path)
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
