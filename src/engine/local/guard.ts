import { spawn } from 'node:child_process'
import { once } from 'node:events'
import * as process from 'node:process'
import type { Effects } from '../../base/effects.ts'
import { identify } from '../../base/process-identity.ts'
import { siblingModule } from '../../base/sibling-module.ts'
import { markText, markVariable, type RunMark } from './run-mark.ts'

/** The conductor's end of the guardian. */
export interface Guard {
  /** Tells of processes before anything else can go wrong; one that is gone already is left out. */
  watchProcesses(pids: readonly number[]): void
  watchCgroups(folders: readonly string[]): void
  /** Says farewell, after which the guardian ends without doing anything. */
  close(): Promise<void>
}

/** Starts the guardian in a session of its own, where no signal of the terminal reaches it. */
export function startGuard(mark: RunMark, effects: Effects, onWarning: (message: string) => void): Guard {
  const child = spawn(process.execPath, [siblingModule(import.meta.url, './guardian')], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { [markVariable]: markText(mark) },
  })
  let closing = false
  const lost = (why: string) => {
    if (!closing) onWarning(`the guardian is gone (${why}): should this process be killed, run \`kubedyno cleanup\` afterwards`)
    closing = true
  }
  child.on('error', (error) => lost(error.message))
  child.on('exit', (code, signal) => lost(signal ?? `exit code ${code}`))
  child.stdin.on('error', () => {})
  const tell = (line: string) => {
    if (!closing) child.stdin.write(`${line}\n`)
  }

  return {
    watchProcesses(pids) {
      for (const pid of pids) {
        const identity = identify(pid, effects)
        if (identity) tell(`process ${identity.pid} ${identity.start}`)
      }
    },
    watchCgroups(folders) {
      for (const folder of folders) tell(`cgroup ${folder}`)
    },
    async close() {
      if (closing) return
      tell('farewell')
      closing = true
      child.stdin.end()
      await once(child, 'exit')
    },
  }
}
