/** Every code that a kubedyno error can carry, with the exit code it leads to. Add here first, then throw. */
const errorCodes = {
  KD_USAGE: 2,
  KD_SPEC_INVALID: 2,
  KD_SPEC_SYNTAX: 2,
  KD_SPEC_TOO_LARGE: 2,
  KD_FILE_NOT_FOUND: 2,
  KD_FILE_EXISTS: 2,
  KD_NAME_INVALID: 2,
  KD_RUN_NOT_FOUND: 2,
  KD_RUN_LOCKED: 1,
  KD_RUN_FAILED: 1,
  KD_RUN_INTERRUPTED: 130,
  KD_DATASET_CORRUPT: 1,
  KD_DATASET_VERSION: 1,
  KD_SIGNAL_UNKNOWN: 2,
  KD_MODEL_UNKNOWN: 2,
  KD_MODEL_INVALID: 2,
  KD_MODEL_CHECKSUM: 2,
  KD_FETCH_FAILED: 3,
  KD_PACKAGE_INVALID: 1,
  KD_TLS_INVALID: 2,
  KD_PORT_IN_USE: 3,
  KD_DISK_FULL: 1,
  KD_REPLICA_FAILED: 1,
  KD_ENVIRONMENT: 3,
  KD_NOT_SUPPORTED: 3,
  KD_OBJECTIVES_MISSED: 99,
} as const

export type ErrorCode = keyof typeof errorCodes

/** Where in a text file a fault lies; line and column count from 1. */
export interface SourcePlace {
  file: string
  line: number
  column: number
  /** How many characters the fault spans on that line, at least 1. */
  length: number
  /** The text of that line. */
  text: string
}

interface DynoErrorOptions {
  hint?: string
  cause?: unknown
  /** Dotted path of the value at fault, for faults in experiment files. */
  path?: string
  place?: SourcePlace
  /** Further faults found in the same pass; each is printed like the first. */
  others?: DynoError[]
}

/** Expected trouble: it has a code from the closed list, and a hint that says what to do about it. */
export class DynoError extends Error {
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly path: string | undefined
  readonly place: SourcePlace | undefined
  readonly others: readonly DynoError[]

  constructor(code: ErrorCode, message: string, options: DynoErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.name = 'DynoError'
    this.code = code
    this.hint = options.hint
    this.path = options.path
    this.place = options.place
    this.others = options.others ?? []
  }

  get exitCode(): number {
    return errorCodes[this.code]
  }
}

/** Whether a value is an error of Node's that carries the given system code, such as `ENOENT`. */
export function hasSystemCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
