import type { RunFacts } from '../../analysis/index.ts'

/** What sets a run apart from others of its design, for people: `workload.replicas = 2, load.rate = 20`; empty when nothing does. */
export function levelsText(levels: RunFacts['identity']['levels']): string {
  return levels.map(({ path, value }) => `${path} = ${JSON.stringify(value)}`).join(', ')
}
