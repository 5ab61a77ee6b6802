import { dirname } from 'node:path'
import type { Effects } from './effects.ts'
import { DynoError, hasSystemCode, messageOf } from './errors.ts'

/** Writes a file whole or not at all, with the folders on its way: a reader sees the old bytes or the new ones, never a part, also after a power cut. */
export function writeFileAtomic(path: string, data: string | Uint8Array, { disk }: Pick<Effects, 'disk'>): void {
  try {
    disk.mkdirSync(dirname(path), { recursive: true })
  } catch (error) {
    throw diskError(error, path)
  }
  writePartsAtomic(path, [data], { disk })
}

/** The same, for a file that comes in parts, into a folder that is there. */
export function writePartsAtomic(path: string, parts: Iterable<string | Uint8Array>, { disk }: Pick<Effects, 'disk'>): void {
  const draft = `${path}.writing`
  try {
    const file = disk.openSync(draft, 'w')
    try {
      for (const part of parts) disk.writeFileSync(file, part)
      disk.fsyncSync(file)
    } finally {
      disk.closeSync(file)
    }
    disk.renameSync(draft, path)
  } catch (error) {
    disk.rmSync(draft, { force: true })
    throw diskError(error, path)
  }
}

/** Turns trouble of the disk into an error that a person can act on; anything else comes back as it was. */
export function diskError(error: unknown, path: string): unknown {
  if (hasSystemCode(error, 'ENOSPC', 'EDQUOT')) {
    return new DynoError('KD_DISK_FULL', `no space left while writing ${path}`, {
      cause: error,
      hint: 'free some space, then run the same command again: finished runs are kept',
    })
  }
  if (hasSystemCode(error, 'EACCES', 'EROFS', 'EPERM')) {
    return new DynoError('KD_ENVIRONMENT', `may not write ${path}`, { cause: error, hint: 'choose another folder with --runs DIR' })
  }
  if (hasSystemCode(error, 'ENOENT', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ELOOP', 'ENAMETOOLONG')) {
    return new DynoError('KD_ENVIRONMENT', `cannot write ${path}: ${messageOf(error)}`, {
      cause: error,
      hint: 'a folder on the way is missing, or is no folder; mend that, or choose another one with --runs DIR',
    })
  }
  return error
}
