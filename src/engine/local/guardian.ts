import process from 'node:process'
import { createInterface } from 'node:readline'
import { realEffects } from '../../base/effects.ts'
import type { ProcessIdentity } from '../../base/process-identity.ts'
import { removeCgroup } from './cgroup-removal.ts'
import { signalProcess } from './signal-process.ts'

/**
 * A process beside the conductor that outlives it. It is told over its input what exists (`process PID START`, `cgroup FOLDER`);
 * when the input ends without a `farewell`, the conductor was killed, and what exists is ended: these processes, as long as
 * they are still the same, and everything in these cgroups. Nothing else.
 */
const giveUpAfterMs = 15_000
const processes: ProcessIdentity[] = []
const cgroups: string[] = []

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

for await (const line of createInterface({ input: process.stdin })) {
  const [kind, ...rest] = line.split(' ')
  if (kind === 'farewell') process.exit(0)
  if (kind === 'process') processes.push({ pid: Number(rest[0]), start: String(rest[1]) })
  if (kind === 'cgroup') cgroups.push(rest.join(' '))
}

setTimeout(() => process.exit(1), giveUpAfterMs).unref()
for (const identity of processes) signalProcess(identity, 'SIGKILL', realEffects)
await Promise.all(cgroups.map((folder) => removeCgroup(folder, realEffects, giveUpAfterMs)))
process.exit(0)
