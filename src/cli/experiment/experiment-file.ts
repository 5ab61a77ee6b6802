import { DynoError } from '../../base/errors.ts'
import type { LoadedExperiment } from '../../spec/index.ts'
import type { Context } from '../command.ts'

/** Reads the experiment file that a command was given, with what `--set` puts in place, and passes its warnings on. */
export async function readExperiment(context: Context): Promise<LoadedExperiment> {
  const { loadExperiment } = await import('../../spec/index.ts')
  const { signalNamed } = await import('../../signals/index.ts')
  const loaded = loadExperiment(context.argument(0) ?? '', { overrides: context.all('set').map(overrideOf) }, context.effects)
  for (const name of loaded.experiment.recording.signals ?? []) signalNamed(name)
  for (const warning of loaded.warnings) context.warn(warning)
  return loaded
}

function overrideOf(text: string): { path: string; value: string } {
  const at = text.indexOf('=')
  if (at > 0) return { path: text.slice(0, at), value: text.slice(at + 1) }
  throw new DynoError('KD_USAGE', `--set ${text}: there is no \`=\``, { hint: 'write --set PATH=VALUE, such as --set load.rate=20' })
}
