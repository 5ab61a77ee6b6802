import type { Effects } from '../base/effects.ts'
import { DynoError, messageOf } from '../base/errors.ts'
import { stableJson } from '../base/stable-json.ts'
import { writeFileAtomic } from '../base/write-file.ts'
import { openJournal, startAttempt } from '../dataset/index.ts'
import type { PlannedRun } from '../plan/index.ts'
import { drive } from './drive.ts'
import { openRecorder } from './recorder.ts'
import type { RunContext } from './run-context.ts'

/** Carries one planned run out, from an empty folder to recorded data; throws when it failed or was interrupted, with all that was recorded until then on disk. */
export async function carryOut(run: PlannedRun, context: RunContext, effects: Effects, signal: AbortSignal): Promise<void> {
  const { folder, loaded } = context
  const attempt = startAttempt(folder, effects)
  writeFileAtomic(folder.experimentYaml, loaded.source.text, effects)
  writeFileAtomic(folder.resolvedJson, stableJson(run.experiment), effects)
  writeFileAtomic(folder.planJson, stableJson(run), effects)

  const fault = new AbortController()
  const journal = openJournal(folder, effects)
  const recorder = openRecorder(
    {
      folder,
      journal,
      runId: run.id,
      load: run.experiment.load,
      onEvent: context.onEvent,
      onFault: (error) => fault.abort(error),
    },
    effects,
  )
  try {
    recorder.event({ type: 'run.started', attempt })
    await drive(run, context, recorder, effects, AbortSignal.any([signal, fault.signal]))
    recorder.close()
    fault.signal.throwIfAborted()
    recorder.event({ type: 'run.recorded' })
  } catch (thrown) {
    const error = fault.signal.aborted ? fault.signal.reason : signal.aborted ? interrupted(signal) : thrown
    if (signal.aborted) recorder.event({ type: 'run.interrupted', reason: messageOf(signal.reason) })
    else recorder.event({ type: 'run.failed', code: error instanceof DynoError ? error.code : 'bug', message: messageOf(error) })
    throw error
  } finally {
    recorder.close()
    journal.close()
  }
}

function interrupted(signal: AbortSignal): DynoError {
  return new DynoError('KD_RUN_INTERRUPTED', `the run was interrupted (${messageOf(signal.reason)})`, {
    cause: signal.reason,
    hint: 'what was recorded is kept; the same command starts this run anew and leaves finished ones alone',
  })
}
