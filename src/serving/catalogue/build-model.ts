import { createHash } from 'node:crypto'
import { basename, resolve } from 'node:path'
import * as process from 'node:process'
import type { Effects } from '../../base/effects.ts'
import { DynoError, hasSystemCode } from '../../base/errors.ts'
import { nearest } from '../../base/nearest.ts'
import { diskError, writeFileAtomic } from '../../base/write-file.ts'
import type { ModelChoice } from '../../spec/index.ts'
import type { BuiltModel } from '../contract.ts'
import { catalogue } from './catalogue.ts'
import { inspectModel } from './inspect-model.ts'

export interface ModelPlaces {
  /** What the path of a model file is relative to. */
  baseFolder: string
  /** Where models of the catalogue are kept once they are written. */
  cacheFolder: string
}

/** Makes sure that the chosen model lies on disk, is the right one, and can be served. */
export async function buildModel(choice: ModelChoice, places: ModelPlaces, effects: Effects): Promise<BuiltModel> {
  const file = choice.kind === 'catalogue' ? fromCatalogue(choice.name, places, effects) : fromFile(choice, places, effects)
  return { ...file, ...(await inspectModel(file.path)) }
}

type ModelFile = Omit<BuiltModel, 'inputs' | 'outputs'>

function fromCatalogue(name: string, { cacheFolder }: ModelPlaces, effects: Effects): ModelFile {
  const known = catalogue.find((model) => model.name === name)
  if (!known) throw unknownModel(name)
  const { sha256, parameters } = known
  const path = resolve(cacheFolder, `${name}-${sha256.slice(0, 8)}.onnx`)
  const cached = readIfThere(path, effects)
  if (cached && sha256Of(cached) === sha256) return { name, path, sha256, sizeBytes: cached.length, synthetic: true, parameters }

  const bytes = known.write()
  if (sha256Of(bytes) !== sha256) throw new Error(`${name} was written with another checksum than its own`)
  const draft = `${path}.${process.pid}`
  writeFileAtomic(draft, bytes, effects)
  effects.disk.renameSync(draft, path)
  return { name, path, sha256, sizeBytes: bytes.length, synthetic: true, parameters }
}

function fromFile(choice: Extract<ModelChoice, { kind: 'file' }>, { baseFolder }: ModelPlaces, effects: Effects): ModelFile {
  const path = resolve(baseFolder, choice.path)
  const bytes = readIfThere(path, effects)
  if (!bytes) {
    throw new DynoError('KD_FILE_NOT_FOUND', `there is no model file ${path}`, {
      hint: 'the path is relative to the experiment file',
    })
  }
  const sha256 = sha256Of(bytes)
  if (sha256 !== choice.sha256.toLowerCase()) {
    throw new DynoError('KD_MODEL_CHECKSUM', `${path} has the SHA-256 ${sha256}, not ${choice.sha256}`, {
      hint: 'get the right file; or if this one is right, write its SHA-256 into the experiment file',
    })
  }
  return { name: nameOf(path), path, sha256, sizeBytes: bytes.length, synthetic: false, parameters: null }
}

/** The file's name without its ending, in letters that need no escaping in a URL. */
function nameOf(path: string): string {
  return basename(path)
    .replace(/\.onnx$/i, '')
    .replaceAll(/[^A-Za-z0-9._-]/g, '-')
}

function unknownModel(name: string): DynoError {
  const names = catalogue.map((model) => model.name)
  const meant = nearest(name, names)
  const hint = meant ? `did you mean ${meant}?` : `known models: ${names.join(', ')}; or give your own file with its sha256`
  return new DynoError('KD_MODEL_UNKNOWN', `there is no model ${name} in the catalogue`, { hint })
}

function readIfThere(path: string, { disk }: Effects): Buffer | null {
  try {
    return disk.readFileSync(path)
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT', 'ENOTDIR')) return null
    if (hasSystemCode(error, 'EISDIR')) throw new DynoError('KD_MODEL_INVALID', `${path} is a folder`, { hint: 'give an ONNX file' })
    throw diskError(error, path)
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
