import { isAbsolute, join, resolve, sep } from 'node:path'
import type { Effects } from '../../base/effects.ts'

/**
 * The paths that a pattern stands for, as it would write them, sorted: in each part `*` is any characters, `?` is one, and everything else is
 * itself. As in a shell, a name that begins with a dot must be written with it.
 */
export function matchingPaths(pattern: string, baseFolder: string, { disk }: Pick<Effects, 'disk'>): string[] {
  let found = [isAbsolute(pattern) ? sep : '']
  for (const part of pattern.split('/').filter((name) => name !== '')) {
    found = /[*?]/.test(part) ? found.flatMap((folder) => namesIn(folder, part)) : found.map((folder) => join(folder, part))
  }
  return found.filter((path) => disk.existsSync(resolve(baseFolder, path))).sort()

  function namesIn(folder: string, part: string): string[] {
    const path = resolve(baseFolder, folder)
    if (!disk.statSync(path, { throwIfNoEntry: false })?.isDirectory()) return []
    const wanted = expressionOf(part)
    return disk
      .readdirSync(path)
      .filter((name) => wanted.test(name) && (part.startsWith('.') || !name.startsWith('.')))
      .map((name) => join(folder, name))
  }
}

function expressionOf(part: string): RegExp {
  const source = part
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')
  return new RegExp(`^${source}$`, 'su')
}
