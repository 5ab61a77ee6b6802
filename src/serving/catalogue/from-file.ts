import { basename, resolve } from 'node:path'
import type { Effects } from '../../base/effects.ts'
import { DynoError } from '../../base/errors.ts'
import { isAddress } from '../../base/file-address.ts'
import type { ModelChoice } from '../../spec/index.ts'
import { taskOfFile } from '../service/task-of-file.ts'
import { type ModelFiles, type ModelPlaces, readIfThere, sha256Of } from './model-file.ts'
import { remoteFile, withoutSecrets } from './remote-file.ts'

/** A user's own ONNX file, here or at an address, which must have the checksum that goes with it. */
export async function builtFromFile(
  choice: Extract<ModelChoice, { kind: 'file' }>,
  { baseFolder, cacheFolder }: ModelPlaces,
  effects: Effects,
  signal: AbortSignal,
): Promise<ModelFiles> {
  const { path, bytes } = isAddress(choice.path)
    ? await remoteFile(choice, cacheFolder, effects, signal)
    : localFile(choice, baseFolder, effects)
  return {
    name: nameOf(withoutSecrets(choice.path)),
    path,
    sha256: choice.sha256.toLowerCase(),
    sizeBytes: bytes.length,
    synthetic: false,
    weights: 'your own file',
    parameters: null,
    sizes: choice.sizes ?? {},
    program: { kind: 'graph', path },
    task: taskOfFile(withoutSecrets(choice.path), bytes, choice.task),
  }
}

function localFile({ path: written, sha256: wanted }: { path: string; sha256: string }, baseFolder: string, effects: Effects) {
  const path = resolve(baseFolder, written)
  const bytes = readIfThere(path, effects)
  if (!bytes) {
    throw new DynoError('KD_FILE_NOT_FOUND', `there is no model file ${path}`, {
      hint: 'the path is relative to the experiment file',
    })
  }
  const sha256 = sha256Of(bytes)
  if (sha256 !== wanted.toLowerCase()) {
    throw new DynoError('KD_MODEL_CHECKSUM', `${path} has the SHA-256 ${sha256}, not ${wanted}`, {
      hint: 'get the right file; or if this one is right, write its SHA-256 into the experiment file',
    })
  }
  return { path, bytes }
}

/** The file's name without its ending, in letters that need no escaping in a URL. */
function nameOf(path: string): string {
  return basename(path)
    .replace(/\.onnx$/i, '')
    .replaceAll(/[^A-Za-z0-9._-]/g, '-')
}
