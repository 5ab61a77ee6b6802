import type { Context } from '../command.ts'
import { enginePart } from './engine-part.ts'
import type { Finding } from './finding.ts'
import { diskPart, modelRuntimePart, nodePart, openFilesPart } from './program-parts.ts'
import { signalParts } from './signal-parts.ts'

/** Looks at everything that a run on this machine needs or can use. */
export async function examine({ effects, runsRoot }: Context): Promise<Finding[]> {
  const parts = await Promise.all([
    nodePart(),
    modelRuntimePart(),
    enginePart(effects),
    signalParts(effects),
    diskPart(runsRoot, effects),
    openFilesPart(effects),
  ])
  return parts.flat()
}
