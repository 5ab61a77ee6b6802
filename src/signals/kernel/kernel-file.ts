import type { Effects } from '../../base/effects.ts'
import { hasSystemCode, messageOf } from '../../base/errors.ts'
import type { KernelText } from './kernel-text.ts'

/** A file of /proc, /sys or a cgroup that is read again and again through one descriptor; the kernel writes it anew for each reading. */
export class KernelFile {
  readonly path: string
  /** Why the last reading failed. */
  reason = ''
  /** Whether it failed because there is no such file, or no more. */
  isGone = false
  #descriptor: number | null = null
  #disk: Effects['disk']
  #isOneRecord: boolean

  /** `isOneRecord` says that the kernel gives the file whole in one go, so that looking for its end can be left out. */
  constructor(path: string, disk: Effects['disk'], isOneRecord = false) {
    this.path = path
    this.#disk = disk
    this.#isOneRecord = isOneRecord
  }

  /** Reads the whole file into `text`; false, with a reason, when it cannot. The next call tries anew. */
  read(text: KernelText): boolean {
    text.at = 0
    text.end = 0
    try {
      if (this.#descriptor === null) {
        if (this.isGone && !this.#disk.existsSync(this.path)) return false
        this.#descriptor = this.#disk.openSync(this.path, 'r')
      }
      for (;;) {
        const { bytes, end } = text
        const count = this.#disk.readSync(this.#descriptor, bytes, end, bytes.length - end, end)
        text.end += count
        if (count === 0 || this.#isOneRecord) return true
        if (text.end === bytes.length) text.grow()
      }
    } catch (error) {
      text.end = 0
      this.close()
      this.reason = whyUnread(error, this.path)
      this.isGone = hasSystemCode(error, 'ESRCH', 'ENODEV', 'ENOENT')
      return false
    }
  }

  close(): void {
    if (this.#descriptor === null) return
    this.#disk.closeSync(this.#descriptor)
    this.#descriptor = null
  }
}

function whyUnread(error: unknown, path: string): string {
  if (hasSystemCode(error, 'EACCES', 'EPERM')) return `may not read ${path}`
  if (hasSystemCode(error, 'ESRCH')) return `${path} is gone: the process has ended`
  if (hasSystemCode(error, 'ENODEV')) return `${path} is gone`
  if (hasSystemCode(error, 'ENOENT')) return `${path} does not exist`
  if (hasSystemCode(error, 'EOPNOTSUPP', 'ENOTSUP')) return `${path} is switched off in the kernel`
  if (hasSystemCode(error, 'EMFILE', 'ENFILE')) return `too many open files to read ${path}`
  return `${path}: ${messageOf(error)}`
}
