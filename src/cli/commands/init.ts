import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { DynoError, hasSystemCode } from '../../base/errors.ts'
import { diskError } from '../../base/write-file.ts'
import type { Command } from '../command.ts'
import { starterExperiment } from '../experiment/starter-experiment.ts'
import { schemaFile } from './schema.ts'

export const init: Command = {
  name: 'init',
  summary: 'write an experiment file to start from',
  details: 'The file is commented and takes less than a minute to run. A file that is there already is never overwritten.',
  arguments: [{ name: 'FILE', help: 'the file to write; experiment.yaml without it', required: false, offers: 'files' }],
  options: [],
  formats: [],
  examples: [{ line: 'kubedyno init', does: 'write experiment.yaml here' }],
  async run({ argument, effects, screen, next }) {
    const path = argument(0) ?? 'experiment.yaml'
    try {
      effects.disk.writeFileSync(path, starterExperiment(schemaFor(path), path), { flag: 'wx' })
    } catch (error) {
      throw initError(error, path)
    }
    screen.out(`${path}\n`)
    next(`kubedyno run ${path}`)
    return 0
  },
}

/** The packaged schema as an editor finds it from the file, offline too: relative where it lies below, absolute elsewhere. */
function schemaFor(path: string): string {
  const way = relative(dirname(resolve(path)), schemaFile)
  return way.startsWith('..') || isAbsolute(way) ? schemaFile : `./${way}`
}

function initError(error: unknown, path: string): unknown {
  if (hasSystemCode(error, 'EEXIST', 'EISDIR')) {
    return new DynoError('KD_FILE_EXISTS', `${path} is there already and was left as it is`, {
      cause: error,
      hint: `run it with: kubedyno run ${path}; or name another file: kubedyno init another.yaml`,
    })
  }
  if (hasSystemCode(error, 'ENOENT', 'ENOTDIR')) {
    return new DynoError('KD_FILE_NOT_FOUND', `there is no folder ${dirname(path)}`, {
      cause: error,
      hint: `make it first: mkdir -p ${dirname(path)}`,
    })
  }
  return diskError(error, path)
}
