import { DynoError } from '../../base/errors.ts'
import { nearest } from '../../base/nearest.ts'
import type { Command } from '../command.ts'
import { bashScript } from './bash.ts'
import { fishScript } from './fish.ts'
import type { Offered } from './offered.ts'
import { zshScript } from './zsh.ts'

const scripts: Record<string, (commands: readonly Command[], words: Offered) => string> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
}

/** The completion script for a shell, made from the table of commands. */
export async function completionScript(shell: string, commands: readonly Command[]): Promise<string> {
  const script = scripts[shell]
  if (!script) {
    const meant = nearest(shell, Object.keys(scripts))
    throw new DynoError('KD_USAGE', `there is no completion for ${JSON.stringify(shell)}`, {
      hint: meant ? `did you mean: kubedyno completion ${meant}` : `it can be ${Object.keys(scripts).join(', ')}`,
    })
  }
  const { experimentPaths } = await import('../../spec/index.ts')
  return script(commands, (offers) => {
    if (offers === 'files') return 'files'
    if (offers === 'runs') return { command: 'kubedyno list -o csv 2>/dev/null | tail -n +2 | cut -d, -f1; echo latest' }
    return { words: offers === 'paths' ? experimentPaths() : offers }
  })
}
