import { formatDuration } from '../../base/duration.ts'
import type { Track } from '../measures.ts'
import { type Found, finding, plural, type QualityInput } from './finding.ts'

/** Missed turns, gaps and signals that could not be read. */
export function sampling({ records, tracks, missing }: QualityInput): Found[] {
  const { recording } = records.environment ?? { recording: null }
  const { intervalMs } = records.asked.experiment.recording
  const turns = recording
    ? finding(
        recording.missedTurns > recording.turns * 0.02 ? 'note' : 'fine',
        'sampling',
        `${recording.turns} sampling turns, ${recording.missedTurns} missed; sampling used ${formatDuration(recording.cpuMs)} of CPU time.`,
      )
    : finding('note', 'sampling', 'The recording was cut off; how many turns it missed is not known.')
  const gaps = longestGaps(tracks).filter(({ gapMs }) => gapMs > 3 * intervalMs)
  const worst = gaps.map(({ entity, gapMs }) => `${entity} ${formatDuration(gapMs)}`).join(', ')
  const signals = new Set(missing.map(({ signal }) => signal)).size
  return [
    turns,
    gaps.length > 0
      ? finding('note', 'gaps', `Longest times without a CPU sample, at an interval of ${formatDuration(intervalMs)}: ${worst}.`)
      : null,
    signals > 0
      ? finding(
          'note',
          'signals',
          `${plural(signals, 'signal')} could not be read everywhere; the table of missing signals says where and why.`,
        )
      : null,
  ]
}

/** Jumps of the clock, lines that cannot be read, and warnings. */
export function journal({ records }: QualityInput): Found[] {
  const steps = records.events.filter((event) => event.type === 'clock.stepped')
  const warnings = records.events.filter((event) => event.type === 'warning')
  return [
    steps.length > 0
      ? finding(
          'note',
          'clock',
          `The wall clock was set ${plural(steps.length, 'time')} during the run (${steps.map(({ stepMs }) => `${Math.round(stepMs)} ms`).join(', ')}); durations come from a clock that does not jump.`,
        )
      : finding('fine', 'clock', 'The wall clock did not jump.'),
    records.tornEventLines > 0
      ? finding('note', 'journal', `${plural(records.tornEventLines, 'line')} of the journal could not be read.`)
      : null,
    ...warnings.map(({ message }) => finding('note', 'warning', message)),
  ]
}

function longestGaps(tracks: readonly Track[]): { entity: string; gapMs: number }[] {
  return tracks
    .filter(({ measure }) => measure === 'cpuCores')
    .map(({ entity, fromMs, untilMs }) => ({
      entity,
      gapMs: untilMs.reduce((longest, until, i) => Math.max(longest, until - (fromMs[i] as number)), 0),
    }))
}
