import { type ChildProcess, fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { realEffects } from '../../src/base/effects.ts'
import { identify } from '../../src/base/process-identity.ts'
import type { ReplicaOptions } from '../../src/serving/contract.ts'
import { type BuiltModel, buildModel, type ReplicaCommand, type ReplicaMessage, replicaModule } from '../../src/serving/index.ts'

/** Built models are shared by all tests: they are the same bytes each time. */
const cacheFolder = join(tmpdir(), 'kubedyno-test-models')

type Said<Type extends ReplicaMessage['type']> = Extract<ReplicaMessage, { type: Type }>

/** A replica in a process of its own, as an engine starts it. */
export interface RunningReplica {
  child: ChildProcess
  model: BuiltModel
  port: number
  metricsPort: number
  /** Of the server and of the model. */
  pids: number[]
  /** All that it said, in order. */
  messages: ReplicaMessage[]
  /** What it has written to its log. */
  log(): string
  send(command: ReplicaCommand): void
  /** The messages of one type. */
  said<Type extends ReplicaMessage['type']>(type: Type): Said<Type>[]
  /** Resolves when the process is gone and all it said is heard. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

/** A model of the catalogue. */
export const catalogueModel = (name: string): Promise<BuiltModel> =>
  buildModel({ kind: 'catalogue', name }, { baseFolder: tmpdir(), cacheFolder }, realEffects)

/** A folder that is gone when the test is over. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kubedyno-serving-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A user's own model file with these bytes, in a folder of its own. */
export function modelFile(bytes: Uint8Array, name = 'my model.onnx') {
  const baseFolder = testFolder()
  writeFileSync(join(baseFolder, name), bytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { path: join(baseFolder, name), places: { baseFolder, cacheFolder }, choice: { kind: 'file', path: name, sha256 } as const }
}

/** Starts a replica without waiting for it; it is gone when the test is over, if not before. */
export function forkReplica(model: BuiltModel, options: Partial<ReplicaOptions> = {}) {
  const told: ReplicaOptions = {
    model,
    app: 'tested',
    host: '127.0.0.1',
    port: 0,
    metricsPort: 0,
    threads: 1,
    device: 'cpu',
    queueCapacity: 100,
    batching: { maxBatchSize: 1, maxQueueDelayMs: 0 },
    deadlineMs: null,
    ...options,
  }
  const child = fork(replicaModule, [JSON.stringify(told)], {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const messages: ReplicaMessage[] = []
  const logged: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => logged.push(String(text)))
  child.on('message', (message) => void messages.push(message as ReplicaMessage))
  const exit = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.on('exit', (code, signal) => resolve({ code, signal })),
  )
  const silence = new Promise((resolve) => child.on('disconnect', resolve))
  return {
    child,
    model,
    messages,
    log: () => logged.join(''),
    send: (command: ReplicaCommand) => void child.send(command),
    said: <Type extends ReplicaMessage['type']>(type: Type) => messages.filter((message): message is Said<Type> => message.type === type),
    ended: Promise.all([exit, silence]).then(([how]) => how),
  }
}

/** Starts a replica of `tiny`, or of another model, and waits until it takes requests. */
export async function startReplica(options: Partial<ReplicaOptions> = {}): Promise<RunningReplica> {
  const replica = forkReplica(options.model ?? (await catalogueModel('tiny')), options)
  await until(() => replica.messages.length > 0 || replica.child.exitCode !== null)
  const [first] = replica.messages
  if (first?.type !== 'ready') throw new Error(`not ready: ${JSON.stringify(first)} ${replica.log()}`)
  return { ...replica, ...first }
}

/** Whether a process is there and not just waiting to be collected. */
export const isAlive = (pid: number): boolean => identify(pid, realEffects) !== null

/** Waits until something holds; throws after `limitMs`. */
export async function until(holds: () => boolean, limitMs = 20_000): Promise<void> {
  const fromMs = performance.now()
  while (!holds()) {
    if (performance.now() - fromMs > limitMs) throw new Error(`did not come true within ${limitMs} ms: ${holds}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
