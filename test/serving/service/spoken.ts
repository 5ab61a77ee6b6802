import { execFileSync } from 'node:child_process'
import { service } from '../../services/service.ts'

/** A sentence said by espeak-ng, as the WAV file that it writes to a pipe: 22,050 samples a second, and a length that was not known. */
export function spoken(text: string): Buffer {
  return execFileSync(service('espeak') as string, ['-v', 'en-us', '-s', '140', '--stdout', text], { maxBuffer: 1e8 })
}
