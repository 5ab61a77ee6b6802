import { type LoadLevel, type RunFacts, saturationOf } from '../../analysis/index.ts'
import { saturationSection } from './saturation.ts'

/** Where the service saturates, for runs of one load each: one section for each combination of what else was varied. */
export function saturationSections(runs: readonly RunFacts[]): string {
  const groups = new Map<string, LoadLevel[]>()
  for (const { identity, saturation } of runs) {
    const [level, another] = saturation.levels
    if (!level || another || identity.state !== 'finished') continue
    const others = identity.levels
      .filter(({ path }) => !path.startsWith('load.'))
      .map(({ path, value }) => `${path} = ${JSON.stringify(value)}`)
    const key = others.join(', ')
    groups.set(key, [...(groups.get(key) ?? []), { ...level, name: identity.runId }])
  }
  return [...groups].map(([others, levels]) => saturationSection(saturationOf(levels), others)).join('')
}
