import { basename, resolve } from 'node:path'
import type { Effects } from '../../base/effects.ts'
import { DynoError } from '../../base/errors.ts'
import type { ModelChoice } from '../../spec/index.ts'
import { taskOfFile } from '../service/task-of-file.ts'
import { type ModelFiles, readIfThere, sha256Of } from './model-file.ts'

/** A user's own ONNX file, which must have the checksum that goes with it. */
export function builtFromFile(choice: Extract<ModelChoice, { kind: 'file' }>, baseFolder: string, effects: Effects): ModelFiles {
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
  return {
    name: nameOf(path),
    path,
    sha256,
    sizeBytes: bytes.length,
    synthetic: false,
    weights: 'your own file',
    parameters: null,
    sizes: choice.sizes ?? {},
    program: { kind: 'graph', path },
    task: taskOfFile(path, bytes, choice.task),
  }
}

/** The file's name without its ending, in letters that need no escaping in a URL. */
function nameOf(path: string): string {
  return basename(path)
    .replace(/\.onnx$/i, '')
    .replaceAll(/[^A-Za-z0-9._-]/g, '-')
}
