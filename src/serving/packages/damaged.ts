import { DynoError, messageOf } from '../../base/errors.ts'

/** The error for bytes that are not what they should be; `what` names the file or format. */
export function damaged(what: string, why: string, cause?: unknown): DynoError {
  return new DynoError('KD_PACKAGE_INVALID', `${what} cannot be read: ${why}`, {
    cause,
    hint: 'remove the folder `packages` in the cache, then run `kubedyno models fetch` again',
  })
}

/** Runs a reader of foreign bytes: reading past their end, or text in them that is no JSON, means that they are damaged. */
export function reading<T>(what: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof DynoError) throw error
    throw damaged(what, messageOf(error), error)
  }
}
