import { formatDuration } from '../../base/duration.ts'
import type { RunEvent } from '../../dataset/index.ts'
import { demandInWords } from '../experiment/demand-in-words.ts'
import { happening } from './happenings.ts'
import type { ProgressState } from './state.ts'
import { countWords, placeWords, rateWords, replicaWords, runWords } from './words.ts'

/** Between two lines about the same phase. */
const everyMs = 30_000

/** Turns events into lines for logs: one per phase, one every 30 s, and one for whatever is out of the ordinary. */
export function plainProgress(): (state: ProgressState, event: RunEvent) => string | null {
  let lastAtMs = 0
  return (state, event) => {
    const { run, plan } = state
    if (!run) return null
    const here = placeWords(run, plan)
    if (event.type === 'run.started') return `${runWords(run, plan)}  ${formatDuration(run.durationMs)} of load`
    if (event.type === 'phase.started') {
      const phase = run.experiment.load.phases.find(({ name }) => name === event.phase)
      lastAtMs = event.atMs ?? lastAtMs
      if (!phase) return null
      const demand = demandInWords(phase.demand, run.experiment.load.source)
      return `${here}  ${phase.name}: ${formatDuration(phase.durationMs)}, ${demand}${phase.warmup ? ', not counted' : ''}; ${replicaWords(state)}`
    }
    if (event.type === 'load.progress' && (event.atMs ?? 0) - lastAtMs >= everyMs) {
      lastAtMs = event.atMs ?? lastAtMs
      return `${here}  ${event.progress.phase}: ${rateWords(state)}  ${countWords(state)}`
    }
    if (event.type === 'load.ended') return `${here}  load ended: ${state.latest ? countWords(state) : 'nothing was sent'}`
    const news = happening(event)
    return news && `${here}  ${news}`
  }
}
