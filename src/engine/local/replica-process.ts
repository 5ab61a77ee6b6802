import { spawn } from 'node:child_process'
import { dirname } from 'node:path'
import * as process from 'node:process'
import type { Effects } from '../../base/effects.ts'
import type { ReplicaCommand, ReplicaMessage, ReplicaOptions } from '../../serving/index.ts'
import { enteringCommand } from './enter-cgroup.ts'
import { markText, markVariable, type RunMark } from './run-mark.ts'

export interface ReplicaProcessOptions {
  /** Path of the module that serves. */
  module: string
  serving: ReplicaOptions
  mark: RunMark
  /** Doors of its cgroup; none where there is no cgroup. */
  doors: readonly string[]
  logPath: string
  onMessage(message: ReplicaMessage): void
}

export interface ReplicaProcess {
  /** Undefined when it could not be started. */
  pid: number | undefined
  /** Resolves when it has ended and everything that it said was heard. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; spawnError: string | null }>
  /** Says something to it; does nothing when it is gone. */
  send(command: ReplicaCommand): void
  /** Ends the server and all that it started in its process group, at once. */
  kill(): void
}

/** What a replica inherits of this process's environment. Variables that set thread counts stay out: `threads` decides. */
const inherited = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH']

/**
 * Starts a replica's server inside its cgroup. It leads a session of its own, since Ctrl-C in the terminal goes to the whole group there,
 * and a replica must drain before it ends. When this process ends, the channel closes and the replica ends itself.
 */
export function startReplicaProcess(options: ReplicaProcessOptions, effects: Effects): ReplicaProcess {
  const { disk, environment } = effects
  disk.mkdirSync(dirname(options.logPath), { recursive: true })
  const log = disk.openSync(options.logPath, 'a')
  const [file = '', ...args] = enteringCommand(options.doors, [process.execPath, options.module, JSON.stringify(options.serving)])
  const child = spawn(file, args, {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
    serialization: 'advanced',
    env: { ...Object.fromEntries(inherited.map((name) => [name, environment[name]])), [markVariable]: markText(options.mark) },
  })
  disk.closeSync(log)
  child.on('message', (message) => options.onMessage(message as ReplicaMessage))

  return {
    pid: child.pid,
    ended: endOf(child),
    send(command) {
      if (child.connected) child.send(command, () => {})
    },
    kill() {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        child.kill('SIGKILL')
      }
    },
  }
}

/** The exit can be noticed before the last messages were read; those are through once the channel has closed too. */
function endOf(child: ReturnType<typeof spawn>): ReplicaProcess['ended'] {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      if (child.pid === undefined) resolve({ code: null, signal: null, spawnError: error.message })
    })
    child.on('exit', (code, signal) => {
      const end = () => resolve({ code, signal, spawnError: null })
      if (child.connected) child.on('disconnect', end)
      else end()
    })
  })
}
