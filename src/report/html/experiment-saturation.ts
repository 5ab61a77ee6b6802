import { type RunFacts, saturationOf } from '../../analysis/index.ts'
import { groupedBy } from '../../base/grouped-by.ts'
import { levelsText } from '../words/levels.ts'
import { saturationSection } from './saturation.ts'

/** Where the service saturates, for runs of one load each: one section for each combination of what else was varied. */
export function saturationSections(runs: readonly RunFacts[]): string {
  const single = runs.flatMap(({ identity, saturation }) => {
    const [level, another] = saturation.levels
    if (!level || another || identity.state !== 'finished') return []
    const others = levelsText(identity.levels.filter(({ path }) => !path.startsWith('load.')))
    return { others, level: { ...level, name: identity.runId } }
  })
  const groups = groupedBy(single, ({ others }) => others)
  return [...groups].map(([others, group]) => saturationSection(saturationOf(group.map(({ level }) => level)), others)).join('')
}
