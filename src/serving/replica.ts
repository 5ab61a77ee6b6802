import process from 'node:process'
import type { ReplicaCommand, ReplicaMessage, ReplicaOptions } from './contract.ts'
import { runReplica } from './run-replica.ts'

/** The process of one replica, started by an engine that talks to it over the IPC channel and that it does not outlive. */
const say = (message: ReplicaMessage) =>
  new Promise<void>((resolve) => {
    if (process.connected) process.send?.(message, () => resolve())
    else resolve()
  })
const listen = (hear: (command: ReplicaCommand) => void) => {
  process.on('message', (command) => hear(command as ReplicaCommand))
  process.on('SIGTERM', () => hear({ type: 'drain' }))
  process.on('SIGINT', () => {})
}
process.on('disconnect', () => process.exit(1))
await runReplica(JSON.parse(String(process.argv[2])) as ReplicaOptions, { say, listen })
process.exit()
