import { dirname } from 'node:path'
import type { Effects } from '../base/effects.ts'
import { DynoError } from '../base/errors.ts'
import { checkTlsFiles, type ServedTls } from '../serving/index.ts'
import { type Experiment, type LoadedExperiment, placeOf } from '../spec/index.ts'

/** The certificate and key of a run's workload, checked for the host where it will be served; null without TLS. Trouble points at the file's line. */
export function workloadTls({ workload: { tls } }: Experiment, loaded: LoadedExperiment, host: string, effects: Effects): ServedTls | null {
  if (!tls) return null
  try {
    return checkTlsFiles(tls, { baseFolder: dirname(loaded.source.path), host }, effects)
  } catch (error) {
    if (!(error instanceof DynoError) || !(error.path === 'certificate' || error.path === 'key')) throw error
    const path = `workload.tls.${error.path}`
    const { code, message, hint } = error
    throw new DynoError(code, message, { hint, cause: error, path, place: placeOf(loaded, path, tls[error.path]) })
  }
}
