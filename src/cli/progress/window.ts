import { formatDuration } from '../../base/duration.ts'
import { leftMs, type ProgressState } from './state.ts'
import { countWords, rateWords, replicaWords, runWords, stageWords } from './words.ts'

/** The window at the bottom of a terminal at a time of the run's axis: at most five lines, none longer than `width` columns. */
export function windowLines(state: ProgressState, atMs: number, width: number): string[] {
  const { run, plan } = state
  if (!run) return []
  const left = `${formatDuration(leftMs(state, atMs))} left`
  const lines = [
    `${cut(runWords(run, plan), width - left.length - 2).padEnd(width - left.length - 2)}  ${left}`,
    phaseLine(state, atMs, width),
    replicaWords(state),
    ...(state.latest ? [rateWords(state), countWords(state)] : []),
  ]
  return lines.map((line) => cut(line, width))
}

function phaseLine({ run, phase, stage }: ProgressState, atMs: number, width: number): string {
  const phases = run?.experiment.load.phases ?? []
  const current = phase === null ? undefined : phases[phase]
  if (!current) return stageWords[stage]
  const startedMs = phases.slice(0, phase ?? 0).reduce((sum, { durationMs }) => sum + durationMs, 0)
  const doneMs = Math.min(current.durationMs, Math.max(0, atMs - startedMs))
  const label = `${current.name}${current.warmup ? ' (not counted)' : ''}`
  const tail = `${formatDuration(Math.ceil((current.durationMs - doneMs) / 1000) * 1000)} left of ${formatDuration(current.durationMs)}`
  const room = Math.min(40, width - label.length - tail.length - 4)
  return room < 5 ? `${label}  ${tail}` : `${label}  ${bar(doneMs / current.durationMs, room)}  ${tail}`
}

function bar(share: number, width: number): string {
  const full = Math.round(share * width)
  return '█'.repeat(full) + '░'.repeat(width - full)
}

function cut(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`
}
