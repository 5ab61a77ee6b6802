import { resolve } from 'node:path'
import { type Effects, realEffects } from '../../base/effects.ts'
import { DynoError, messageOf } from '../../base/errors.ts'
import { formatBytes } from '../../base/quantity.ts'
import type { Load } from '../../spec/index.ts'
import { contentTypeOf } from './content-types.ts'
import { matchingPaths } from './file-pattern.ts'
import { bodyOfType, type RequestBody } from './request-body.ts'

/** Bodies that were read from files, by the name of the request that they are for. */
export type BodyFiles = ReadonlyMap<string, RequestBody[]>

/** What all files of a load may take in memory. */
const limitBytes = 256 * 2 ** 20

/** Reads every file that the requests of a load are made of; their paths are relative to `baseFolder`. */
export function readBodyFiles(
  { requests = [] }: Pick<Load, 'requests'>,
  baseFolder: string,
  { disk }: Pick<Effects, 'disk'> = realEffects,
): BodyFiles {
  let leftBytes = limitBytes
  const files = new Map<string, RequestBody[]>()
  for (const { name, body, contentType } of requests) {
    if (body.kind !== 'files') continue
    const paths = pathsOf(body.pattern, name)
    if (paths.length === 0) throw notThere(name, body.pattern, baseFolder)
    files.set(
      name,
      paths.map((path) => read(path, name, contentType)),
    )
  }
  return files

  function pathsOf(pattern: string, name: string): string[] {
    try {
      const isFolder = (path: string) => disk.statSync(resolve(baseFolder, path)).isDirectory()
      return matchingPaths(pattern, baseFolder, { disk }).filter((path) => !isFolder(path))
    } catch (error) {
      throw unusable(name, `${pattern} cannot be looked up: ${messageOf(error)}`, 'a folder on the way may not be read', error)
    }
  }

  function read(path: string, name: string, givenType: string | null): RequestBody {
    const type = givenType ?? contentTypeOf(path)
    if (type === null) throw unusable(name, `${path}: its ending tells no content type`, 'give the request a `contentType`')
    try {
      leftBytes -= disk.statSync(resolve(baseFolder, path)).size
      if (leftBytes < 0) throw tooLarge(name, path)
      const bytes = disk.readFileSync(resolve(baseFolder, path))
      if (bytes.length === 0) throw unusable(name, `${path} is empty`, 'leave it out of the pattern')
      return { ...bodyOfType(bytes, type), file: path }
    } catch (error) {
      if (error instanceof DynoError) throw error
      throw unusable(name, `${path} cannot be read: ${messageOf(error)}`, 'a body is a file that you may read', error)
    }
  }
}

function notThere(name: string, pattern: string, baseFolder: string): DynoError {
  return new DynoError('KD_FILE_NOT_FOUND', `request ${name}: there is no file ${resolve(baseFolder, pattern)}`, {
    hint: 'the path of `files` is relative to the experiment file; `*` stands for any characters within a name',
  })
}

function tooLarge(name: string, path: string): DynoError {
  const hint = 'fewer or smaller files will do: each is sent many times'
  return unusable(name, `with ${path}, the files of the load take more than ${formatBytes(limitBytes)}`, hint)
}

function unusable(name: string, trouble: string, hint: string, cause?: unknown): DynoError {
  return new DynoError('KD_SPEC_INVALID', `request ${name}: ${trouble}`, { hint, cause })
}
