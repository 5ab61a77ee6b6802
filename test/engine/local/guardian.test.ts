import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { realEffects } from '../../../src/base/effects.ts'
import { identify, type ProcessIdentity } from '../../../src/base/process-identity.ts'
import { seededRandom } from '../../../src/base/random.ts'
import { startGuard } from '../../../src/engine/local/guard.ts'
import { ownMark } from '../../../src/engine/local/run-mark.ts'
import { until } from '../deploying.ts'
import { traceOf } from '../trace.ts'

const conductor = fileURLToPath(new URL('../conductor.ts', import.meta.url))
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'engine-guardian-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

interface Seen {
  port: number
  pids: number[]
}

/** A conductor that was started, and the replicas that it told of. */
function conduct(runId: string): { child: ChildProcess; seen: Seen[] } {
  const child = spawn(process.execPath, [conductor, runId, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const seen: Seen[] = []
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n').filter(Boolean)) seen.push(JSON.parse(line) as Seen)
  })
  return { child, seen }
}

async function killHard(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('close', () => socket.destroy())
    socket.on('connect', () => socket.destroy())
  })
}

/** Whether a process has a handler for SIGHUP, which it sets last; Linux tells in its status. */
function catchesHangUp(pid: number): boolean {
  const caught = /^SigCgt:\s+([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0'
  return (BigInt(`0x${caught}`) & 1n) === 1n
}

const random = seededRandom(1, 'instants of death')
for (let round = 1; round <= 10; round++) {
  const delayMs = Math.round(random.next() * 1500)
  test(`a conductor killed after about ${delayMs} ms leaves no process, no port and no cgroup`, async () => {
    const runId = `killed${process.pid}-${round}`
    const { child, seen } = conduct(runId)
    await new Promise((resolve) => setTimeout(resolve, delayMs))
    await killHard(child)
    await until(() => traceOf(runId).length === 0, 5000)
    expect(await Promise.all(seen.map(({ port }) => answers(port)))).not.toContain(true)
  })
}

test('replicas that were stopped, and so cannot notice that the conductor is gone, are ended too', async () => {
  const runId = `killed${process.pid}-stopped`
  const { child, seen } = conduct(runId)
  await until(() => seen.length >= 2)
  for (const pid of seen.flatMap(({ pids }) => pids)) if (identify(pid, realEffects)) process.kill(pid, 'SIGSTOP')
  await killHard(child)
  await until(() => traceOf(runId).length === 0, 5000)
})

test('a guardian ends what it was told of and nothing else, through every signal of a terminal', async () => {
  const sleepers = [1, 2, 3].map(() => spawn('sleep', ['60'], { detached: true, stdio: 'ignore' }))
  const [told, reused] = sleepers.map(({ pid }) => identify(Number(pid), realEffects)) as [ProcessIdentity, ProcessIdentity]
  const guardian = spawn(process.execPath, [join('src', 'engine', 'local', 'guardian.ts')], { stdio: ['pipe', 'inherit', 'inherit'] })
  const exit = once(guardian, 'exit')
  guardian.stdin.write(`process ${told.pid} ${told.start}\nprocess ${reused.pid} ${Number(reused.start) - 1}\n`)
  await until(() => catchesHangUp(Number(guardian.pid)), 10_000)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) guardian.kill(signal)
  await new Promise((resolve) => setTimeout(resolve, 100))
  guardian.stdin.end()
  expect(await exit).toEqual([0, null])
  await until(() => identify(told.pid, realEffects) === null)
  expect(sleepers.slice(1).map(({ exitCode, signalCode }) => exitCode ?? signalCode)).toEqual([null, null])
  for (const sleeper of sleepers) sleeper.kill('SIGKILL')
})

test('a guardian that was told farewell ends and leaves everything alone', async () => {
  const mark = ownMark(`farewell${process.pid}`, realEffects)
  const sleeper = spawn('sleep', ['60'], { stdio: 'ignore' })
  const warnings: string[] = []
  const guard = startGuard(mark, realEffects, (message) => warnings.push(message))
  guard.watchProcesses([Number(sleeper.pid)])
  await guard.close()
  expect(traceOf(mark.runId)).toEqual([])
  expect(identify(Number(sleeper.pid), realEffects)).not.toBeNull()
  expect(warnings).toEqual([])
  sleeper.kill()
})
