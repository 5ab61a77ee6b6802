import { DynoError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import type { Command } from './command.ts'
import { certify } from './commands/certify.ts'
import { cleanup } from './commands/cleanup.ts'
import { completion } from './commands/completion.ts'
import { dataset } from './commands/dataset.ts'
import { doctor } from './commands/doctor.ts'
import { explain } from './commands/explain.ts'
import { init } from './commands/init.ts'
import { list } from './commands/list.ts'
import { models } from './commands/models.ts'
import { plan } from './commands/plan.ts'
import { report } from './commands/report.ts'
import { run } from './commands/run.ts'
import { schema } from './commands/schema.ts'
import { serve } from './commands/serve.ts'
import { show } from './commands/show.ts'
import { signals } from './commands/signals.ts'
import { validate } from './commands/validate.ts'
import { version } from './commands/version.ts'

/** Every command, in the order in which a person meets them. */
export const commands: readonly Command[] = [
  init,
  validate,
  explain,
  plan,
  run,
  list,
  show,
  certify,
  report,
  dataset,
  signals,
  doctor,
  cleanup,
  schema,
  models,
  serve,
  completion,
  version,
]

/** The command of that name; an unknown name is an error that suggests the nearest one. */
export function commandNamed(name: string): Command {
  const command = commands.find((candidate) => candidate.name === name)
  if (command) return command
  const meant = nearest(
    name,
    commands.map((candidate) => candidate.name),
  )
  throw new DynoError('KD_USAGE', `there is no command ${JSON.stringify(name)}`, {
    hint: meant ? `did you mean: kubedyno ${meant}` : 'see what there is: kubedyno --help',
  })
}
