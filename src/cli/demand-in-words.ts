import type { Demand, Load } from '../spec/index.ts'

/** What a phase asks for, for people: `20 requests/s, poisson`. */
export function demandInWords(demand: Demand, source: Load['source']): string {
  const each = source === 'self' ? ' by each replica' : ''
  switch (demand.kind) {
    case 'rate':
      return `${demand.ratePerSecond} ${source === 'self' ? 'inferences' : 'requests'}/s${each}, ${demand.arrivals}`
    case 'clients':
      return demand.clients === 1 ? '1 client that waits for its answer' : `${demand.clients} clients that wait for their answers`
    case 'max':
      return `as many as will go${each}`
  }
}
