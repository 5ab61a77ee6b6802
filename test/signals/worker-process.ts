import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

const program = `
let held
process.on('message', ({ burnMs, holdBytes }) => {
  if (holdBytes) held = Buffer.alloc(holdBytes, 1)
  const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000 }
  for (const start = used(); burnMs && used() - start < burnMs; ) {}
  process.send({ cpuMs: used(), rssBytes: process.memoryUsage.rss() })
})
process.send('ready')
`

/** A real process that uses processor time and memory when told. */
export interface WorkerProcess {
  pid: number
  /** Resolves with what it then says of itself. */
  work(order: { burnMs?: number; holdBytes?: number }): Promise<{ cpuMs: number; rssBytes: number }>
  end(): Promise<void>
}

export async function startWorker(): Promise<WorkerProcess> {
  const child: ChildProcess = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  await once(child, 'message')
  return {
    pid: child.pid as number,
    async work(order) {
      const answer = once(child, 'message')
      child.send(order)
      return (await answer)[0]
    },
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}
