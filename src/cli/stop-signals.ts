import process from 'node:process'

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 143 } as const

let interrupted: number | null = null

/** The exit code that the signal which stopped a run leads to; null when none came. */
export function interruptedBy(): number | null {
  return interrupted
}

/** Aborts when this process is asked to stop; asked a second time, it ends at once, and what it started is cleaned up after it. */
export function stopSignals(onFirst: (name: string) => void): { signal: AbortSignal; close(): void } {
  const controller = new AbortController()
  const onSignal = (name: keyof typeof exitCodes) => {
    if (interrupted !== null) process.exit(interrupted)
    interrupted = exitCodes[name]
    onFirst(name)
    controller.abort(new Error(name))
  }
  const names = Object.keys(exitCodes) as (keyof typeof exitCodes)[]
  for (const name of names) process.on(name, onSignal)
  return {
    signal: controller.signal,
    close: () => {
      for (const name of names) process.off(name, onSignal)
    },
  }
}

/** Lets stop signals end process 1 of a container, to which the kernel does not apply what they do by default. */
export function endBySignalsAsProcessOne(): void {
  if (process.pid !== 1) return
  for (const [name, exitCode] of Object.entries(exitCodes)) {
    process.on(name, () => {
      if (process.listenerCount(name) === 1) process.exit(exitCode)
    })
  }
}
