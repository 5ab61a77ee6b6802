import type { PhaseFacts, RunFacts } from '../../analysis/index.ts'
import { formatDuration } from '../../base/duration.ts'
import { formatBytes } from '../../base/quantity.ts'
import { levelsText } from './levels.ts'

/** What a phase asked for, in words. */
export function demandText({ demand }: Pick<PhaseFacts, 'demand'>, selfFed: boolean): string {
  switch (demand.kind) {
    case 'rate':
      return `${demand.shape ? shapeText(demand.shape) : `${demand.ratePerSecond}/s`}${selfFed ? ' per replica' : ''}, ${arrivalsText(demand)}`
    case 'replay': {
      const { file, speed, scale } = demand.replay
      return `the pace of ${file}${speed === 1 ? '' : `, ${speed} × as fast`}${scale === 1 ? '' : `, ${scale} × as many`}`
    }
    case 'clients':
      return `${demand.clients} ${demand.clients === 1 ? 'client' : 'clients'}`
    case 'max':
      return selfFed ? 'flat out' : 'as fast as it goes'
  }
}

type RateDemand = Extract<PhaseFacts['demand'], { kind: 'rate' }>

const mostRates = 6

function shapeText(shape: NonNullable<RateDemand['shape']>): string {
  if (shape.kind === 'sine') return `${shape.meanPerSecond} ± ${shape.amplitudePerSecond}/s (sine of ${formatDuration(shape.periodMs)})`
  const { kind, ratesPerSecond: rates } = shape
  if (rates.length > mostRates) return `${Math.min(...rates)} to ${Math.max(...rates)}/s (${kind} of ${rates.length} rates)`
  return `${rates.join(kind === 'ramp' ? ' → ' : ', ')}/s (${kind})`
}

function arrivalsText(demand: RateDemand): string {
  switch (demand.arrivals) {
    case 'constant':
      return 'constant'
    case 'poisson':
      return 'Poisson'
    case 'gamma':
      return `Gamma, burstiness ${demand.burstiness}`
    case 'mmpp2':
      return `MMPP2, bursts of ${formatDuration(demand.bursts.burstMs)} at ${demand.bursts.ratio} × the rate`
  }
}

/** What was asked and where it ran, as pairs of a name and a text; `unknown` where the folder does not say. */
export function circumstances(facts: RunFacts): { asked: [string, string][]; ran: [string, string][] } {
  const { identity, phases } = facts
  const { machine, model, engine, resources } = identity
  const selfFed = identity.load.source === 'self'
  const limit = (kind: 'cpu' | 'memory', wanted: string | null) => {
    if (wanted === null) return `no ${kind} limit`
    const fact = identity.enforcement.find((entry) => entry.limit === kind)
    return `${wanted} ${kind}${fact?.enforced ? '' : fact ? ', not enforced' : ', enforcement unknown'}`
  }
  const cores = (millicores: number) => `${millicores / 1000} ${millicores === 1000 ? 'core' : 'cores'}`
  return {
    asked: [
      [
        'phases',
        phases
          .map(
            (phase) =>
              `${phase.phase} ${formatDuration(phase.plannedMs)} at ${demandText(phase, selfFed)}${phase.warmup ? ' (not counted)' : ''}`,
          )
          .join('; '),
      ],
      ...notDriven(facts),
      [
        'source',
        selfFed
          ? 'each replica feeds itself, there is no client'
          : `${identity.load.overTls ? 'HTTPS' : 'HTTP'}, time-out ${formatDuration(identity.load.timeoutMs)}`,
      ],
      ['replicas', replicasText(identity)],
      [
        'limits',
        [
          limit('cpu', resources.limits.cpuMillicores === null ? null : cores(resources.limits.cpuMillicores)),
          limit('memory', resources.limits.memoryBytes === null ? null : formatBytes(resources.limits.memoryBytes)),
        ].join('; '),
      ],
      ...(identity.levels.length > 0 ? [['levels', levelsText(identity.levels)] as [string, string]] : []),
      ['repetition', `${identity.repetition}, seed ${identity.seed}`],
    ],
    ran: [
      ['when', identity.startedAt ? `${identity.startedAt.slice(0, 19).replace('T', ' ')} UTC` : 'unknown'],
      ['engine', engine?.description ?? 'unknown'],
      [
        'machine',
        machine
          ? `${machine.cpuModel ?? 'unknown processor'}, ${machine.cores} cores, ${formatBytes(machine.memoryBytes)}${machine.hypervisor ? `, virtual (${machine.hypervisor})` : ''}`
          : 'unknown',
      ],
      ['system', machine?.system ?? 'unknown'],
      [
        'model',
        model
          ? `${model.name}${model.parameters === null ? '' : `, ${Number((model.parameters / 1e6).toPrecision(3))} M parameters`}${weightsWords(model)}`
          : 'unknown',
      ],
      ['threads', identity.threads === null ? 'unknown' : `${identity.threads} per inference`],
    ],
  }
}

function weightsWords({ synthetic, weights }: { synthetic: boolean; weights: string | null }): string {
  if (synthetic) return ', synthetic weights: true cost, no meaning'
  return weights === null ? '' : `, weights: ${weights}`
}

function notDriven({ saturated }: RunFacts): [string, string][] {
  if (!saturated) return []
  const steps = saturated.notDriven.map((step) => `${step.phase} ${formatDuration(step.plannedMs)} at ${demandText(step, false)}`)
  return [['not driven', `${steps.join('; ')} (${saturated.phase} saturated the service)`]]
}

function replicasText({ initialReplicas, scaling }: RunFacts['identity']): string {
  return [`${initialReplicas} at the start`, ...scaling.map(({ atMs, replicas }) => `${replicas} from ${formatDuration(atMs)}`)].join(', ')
}
