import type { Effects } from '../../base/effects.ts'
import { hasSystemCode } from '../../base/errors.ts'

/** The last lines of a log file, at most `lines` and 4 KiB of them; none when there is no such file. */
export function logTail(path: string, lines: number, { disk }: Pick<Effects, 'disk'>): string[] {
  try {
    const text = disk.readFileSync(path, 'utf8')
    return text.slice(-4096).trimEnd().split('\n').slice(-lines).filter(Boolean)
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT')) return []
    throw error
  }
}
