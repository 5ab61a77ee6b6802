import type { Effects } from '../../base/effects.ts'
import { KernelFile } from './kernel-file.ts'
import type { KernelText } from './kernel-text.ts'
import { parseProcessIo, parseResidentPages, parseTaskStat } from './parse-process.ts'

/** A process and what was last read of it. Its files stay open, so a number that the kernel gives out again is never taken for it. */
export class WatchedProcess {
  alive = true
  /** Each of these is NaN while it cannot be read; `reason` says why. */
  cpuTicks = 0
  threads = 0
  residentPages = 0
  readBytes = 0
  writtenBytes = 0
  reason = ''
  #stat: KernelFile
  #statm: KernelFile
  #io: KernelFile

  constructor(pid: number, disk: Effects['disk']) {
    this.#stat = new KernelFile(`/proc/${pid}/stat`, disk, true)
    this.#statm = new KernelFile(`/proc/${pid}/statm`, disk, true)
    this.#io = new KernelFile(`/proc/${pid}/io`, disk, true)
  }

  /** Reads what is asked for. A process that has ended keeps its counters as they were last seen. */
  read(text: KernelText, asks: { memory: boolean; disk: boolean }): void {
    if (!this.alive) return
    if (this.#stat.read(text)) parseTaskStat(text, this)
    else if (this.#stat.isGone) this.alive = false
    else this.cpuTicks = this.threads = this.#unseen(this.#stat)
    if (!this.alive) {
      this.close()
      return
    }
    if (asks.memory) {
      this.residentPages = this.#statm.read(text) ? parseResidentPages(text) : this.#unseen(this.#statm)
    }
    if (asks.disk) {
      if (this.#io.read(text)) parseProcessIo(text, this)
      else this.readBytes = this.writtenBytes = this.#unseen(this.#io)
    }
  }

  /** Takes it for ended. */
  close(): void {
    this.alive = false
    this.threads = this.residentPages = 0
    for (const file of [this.#stat, this.#statm, this.#io]) file.close()
  }

  #unseen(file: KernelFile): number {
    this.reason = file.reason
    return Number.NaN
  }
}
