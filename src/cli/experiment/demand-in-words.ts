import { formatDuration } from '../../base/duration.ts'
import type { Demand, Load, Phase, RateShape } from '../../spec/index.ts'

/** What a phase asks for, for people: `20 requests/s, poisson`. */
export function demandInWords(demand: Demand, source: Load['source']): string {
  const each = source === 'self' ? ' by each replica' : ''
  switch (demand.kind) {
    case 'rate':
      return `${rateInWords(demand, `${source === 'self' ? 'inferences' : 'requests'}/s`)}${each}, ${arrivalsInWords(demand)}`
    case 'replay':
      return `arrivals of ${demand.replay.file}${times(demand.replay.speed, 'as fast')}${times(demand.replay.scale, 'as many')}`
    case 'clients':
      return demand.clients === 1 ? '1 client that waits for its answer' : `${demand.clients} clients that wait for their answers`
    case 'max':
      return `as many as will go${each}`
  }
}

/** What a phase mixes, for people: `, of photo (75 %) and sentence (25 %)`; nothing without a mix. */
export function mixInWords({ mix = [] }: Pick<Phase, 'mix'>): string {
  const total = mix.reduce((sum, { weight }) => sum + weight, 0)
  const parts = mix.map(({ request, weight }) => `${request} (${Number(((weight / total) * 100).toPrecision(3))} %)`)
  return parts.length === 0 ? '' : `, of ${parts.length === 1 ? parts[0] : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`}`
}

type RateDemand = Extract<Demand, { kind: 'rate' }>

function rateInWords({ ratePerSecond, shape }: RateDemand, unit: string): string {
  return shape ? shapeInWords(shape, unit) : `${ratePerSecond} ${unit}`
}

const mostRates = 6

function shapeInWords(shape: RateShape, unit: string): string {
  if (shape.kind === 'sine')
    return `${shape.meanPerSecond} ± ${shape.amplitudePerSecond} ${unit} (sine of ${formatDuration(shape.periodMs)})`
  const { kind, ratesPerSecond: rates } = shape
  if (rates.length > mostRates) return `${Math.min(...rates)} to ${Math.max(...rates)} ${unit} (${kind} of ${rates.length} rates)`
  return `${rates.join(kind === 'ramp' ? ' → ' : ', ')} ${unit} (${kind})`
}

function arrivalsInWords(demand: RateDemand): string {
  switch (demand.arrivals) {
    case 'gamma':
      return `gamma of burstiness ${demand.burstiness}`
    case 'mmpp2': {
      const { ratio, calmMs, burstMs } = demand.bursts
      return `bursts (mmpp2) of ${formatDuration(burstMs)} at ${ratio} times the rate, ${formatDuration(calmMs)} apart`
    }
    default:
      return demand.arrivals
  }
}

function times(factor: number, what: string): string {
  return factor === 1 ? '' : `, ${factor} times ${what}`
}
