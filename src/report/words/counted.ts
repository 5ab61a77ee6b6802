import type { RunFacts } from '../../analysis/index.ts'

/** Words for what is counted: requests that are sent, or inferences that replicas begin by themselves. */
export interface Words {
  one: string
  many: string
  sent: string
  /** What the latency of one is. */
  latency: string
  lag: string
}

export function wordsFor({ identity }: Pick<RunFacts, 'identity'>): Words {
  return identity.load.source === 'self'
    ? {
        one: 'inference',
        many: 'inferences',
        sent: 'begun',
        latency: 'from the intended instant to the end of the inference',
        lag: 'start lag',
      }
    : { one: 'request', many: 'requests', sent: 'sent', latency: 'from the intended instant to the end of the answer', lag: 'send lag' }
}
