import type { RunFacts, SearchFacts, SearchSpread, Tried } from '../../analysis/index.ts'
import { levelsText } from './levels.ts'
import { formatEstimate } from './number-format.ts'
import { quantityOf } from './verdict.ts'

/** A value that was searched for, with its unit where its path tells it: `41.3/s`. */
export function searchedValue(path: string, value: number): string {
  if (/\brate(\.\w+\.\d+)?$/.test(path)) return `${value}/s`
  return path.endsWith('clients') ? `${value} ${value === 1 ? 'client' : 'clients'}` : String(value)
}

/** What a search found, and what says so; the latter is empty where there is nothing to add. */
export function searchAnswer({ path, from, to, end, met, notMet }: SearchFacts): { answer: string; reason: string } {
  const value = (one: number) => searchedValue(path, one)
  const short = notMet && `${value(notMet.value)}, ${shortcoming(notMet)}`
  switch (end) {
    case 'between':
      return { answer: `highest ${path} that met the objectives: ${value(met?.value ?? from)}`, reason: `the next one, ${short}` }
    case 'above':
      return { answer: `even the highest ${path} met the objectives: ${value(to)}`, reason: 'the limit lies above the range' }
    case 'below':
      return { answer: `no ${path} from ${value(from)} to ${value(to)} met the objectives`, reason: `the lowest, ${short}` }
    case 'unfinished': {
      const known = [
        met && `the highest so far that met the objectives is ${value(met.value)}`,
        short && `the lowest that did not, ${short}`,
      ]
      return { answer: `the search for the highest ${path} is not at its end`, reason: known.filter(Boolean).join('; ') }
    }
  }
}

/** What a search found, in one sentence. */
export function searchSentence(search: SearchFacts): string {
  const { answer, reason } = searchAnswer(search)
  return reason === '' ? answer : `${answer}; ${reason}`
}

/** Why a value did not count as one that meets the objectives. */
function shortcoming({ run }: Tried): string {
  const { certificate, objectives } = run
  if (certificate.verdict === 'INVALID') {
    const why = certificate.broken[0]?.text.replace(/\.$/, '')
    return `got an INVALID load, so the limit may be that of the driver or the machine${why ? `: ${why}` : ''}`
  }
  const missed = objectives.filter(({ verdict }) => verdict === 'missed')
  if (missed.length > 0) return `missed: ${missed.map((objective) => `${objective.text} (was ${measured(objective).value})`).join(', ')}`
  const open = objectives.filter(({ verdict }) => verdict === 'undecided')
  return `left undecided: ${open.map((objective) => `${objective.text} (was ${measured(objective).value}, ${measured(objective).interval})`).join(', ')}`
}

function measured(objective: RunFacts['objectives'][number]) {
  return formatEstimate(objective.measured, quantityOf(objective))
}

/** What sets a search apart from the others: `workload.replicas = 2, repetition 1`. */
export function searchName({ levels, repetition }: Pick<SearchFacts, 'levels' | 'repetition'>, repeated: boolean): string {
  return [levelsText(levels), repeated ? `repetition ${repetition}` : ''].filter((part) => part !== '').join(', ')
}

/** The limits of several repetitions, in one sentence. */
export function spreadSentence(path: string, { levels, ...spread }: SearchSpread): string {
  const name = searchName({ levels, repetition: 0 }, false)
  return `${name === '' ? '' : `${name}: `}${limitsOf(path, spread)}`
}

function limitsOf(path: string, { repetitions, below, above, lowest, median, highest }: Omit<SearchSpread, 'levels'>): string {
  if (below === repetitions) return `no ${path} in the range met the objectives in any of ${repetitions} repetitions`
  if (above === repetitions) return `even the highest ${path} met the objectives in all ${repetitions} repetitions`
  const limit = (one: number | null, outside: string) => (one === null ? outside : searchedValue(path, one))
  const middle = below > above ? 'below the range' : above > below ? 'above the range' : 'outside the range'
  const limits = [
    `lowest ${limit(lowest, 'below the range')}`,
    `median ${limit(median, middle)}`,
    `highest ${limit(highest, 'above the range')}`,
  ]
  return `highest ${path} that met the objectives over ${repetitions} repetitions: ${limits.join(', ')}`
}
