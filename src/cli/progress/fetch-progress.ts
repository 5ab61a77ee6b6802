import { formatBytes } from '../../base/quantity.ts'
import type { Screen } from '../command.ts'

/** Says how far a download is: on a terminal in one line that is written over, elsewhere in a line when each package begins. */
export function fetchProgress({ err, errIsTerminal, quiet }: Pick<Screen, 'err' | 'errIsTerminal' | 'quiet'>) {
  let current = ''
  let isOpen = false
  return {
    tell(progress: { package: string; receivedBytes: number; sizeBytes: number }) {
      if (quiet) return
      const { receivedBytes, sizeBytes } = progress
      if (errIsTerminal) {
        err(`\r\u001b[2Kfetching ${progress.package}: ${Math.floor((100 * receivedBytes) / sizeBytes)} % of ${formatBytes(sizeBytes)}`)
        isOpen = true
      } else if (progress.package !== current) err(`fetching ${progress.package}, ${formatBytes(sizeBytes)}\n`)
      current = progress.package
    },
    end() {
      if (isOpen) err('\r\u001b[2K')
      isOpen = false
    },
  }
}
