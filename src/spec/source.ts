import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Effects } from '../base/effects.ts'
import { DynoError, hasSystemCode, type SourcePlace } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import type { LoadedExperiment } from './experiment.ts'

type Source = LoadedExperiment['source']

const maxSizeBytes = 1_000_000

/** Reads an experiment file; refuses what is no file. */
export function readSource(path: string, { disk }: Pick<Effects, 'disk'>): Source {
  return sourceOf(path, readAtMost(path, maxSizeBytes + 1, disk))
}

/** The text of a file with the hash of its bytes; refuses what is too large or not UTF-8. */
export function sourceOf(path: string, bytes: Uint8Array): Source {
  if (bytes.length > maxSizeBytes) {
    throw new DynoError('KD_SPEC_TOO_LARGE', `${path} is larger than 1 MB`, {
      hint: 'an experiment file has some kilobytes; is it the right file?',
    })
  }
  const text = new TextDecoder('utf-8').decode(bytes)
  const stray = text.search(/[\ufffd]|[^\P{Cc}\t\n\r]/u)
  if (stray >= 0) {
    throw new DynoError('KD_SPEC_SYNTAX', text[stray] === '\ufffd' ? 'is not UTF-8 text' : 'holds a control character', {
      place: placeAt(path, text, stray, 1),
      hint: 'save the file as UTF-8 text',
    })
  }
  return { path, text, sha256: createHash('sha256').update(bytes).digest('hex') }
}

/** The place of a fault that begins at an offset of the text; it ends with its line. */
export function placeAt(file: string, text: string, offset: number, length: number): SourcePlace {
  const before = text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  const lineEnd = text.indexOf('\n', offset)
  const line = text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd).replace(/\r$/, '')
  const column = offset - lineStart
  return {
    file,
    line: before.split('\n').length,
    column: column + 1,
    length: Math.max(1, Math.min(length, line.length - column)),
    text: line.slice(0, 1000),
  }
}

function readAtMost(path: string, limitBytes: number, disk: Effects['disk']): Uint8Array {
  try {
    const file = disk.openSync(path, 'r')
    try {
      const buffer = Buffer.allocUnsafe(limitBytes)
      let size = 0
      for (let more = -1; more !== 0 && size < limitBytes; size += more) more = disk.readSync(file, buffer, size, limitBytes - size, null)
      return buffer.subarray(0, size)
    } finally {
      disk.closeSync(file)
    }
  } catch (error) {
    throw unreadable(error, path)
  }
}

function unreadable(error: unknown, path: string): unknown {
  if (hasSystemCode(error, 'EISDIR')) {
    return new DynoError('KD_FILE_NOT_FOUND', `${path} is a folder, not an experiment file`, {
      cause: error,
      hint: `name the file in it: ${path.replace(/\/+$/, '')}/experiment.yaml`,
    })
  }
  if (hasSystemCode(error, 'ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'ERR_INVALID_ARG_VALUE')) {
    const meant = nearest(basename(path), neighbours(path))
    return new DynoError('KD_FILE_NOT_FOUND', `there is no file ${path}`, {
      cause: error,
      hint: meant ? `did you mean ${meant}?` : 'write one with `kubedyno init`',
    })
  }
  if (hasSystemCode(error, 'EACCES', 'EPERM')) {
    return new DynoError('KD_ENVIRONMENT', `may not read ${path}`, { cause: error, hint: 'check the permissions of the file' })
  }
  return error
}

function neighbours(path: string): string[] {
  try {
    return readdirSync(dirname(path)).filter((name) => /\.(ya?ml|json)$/.test(name))
  } catch {
    return []
  }
}
