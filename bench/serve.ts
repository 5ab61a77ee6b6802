import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { createServer } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { realEffects } from '../src/base/effects.ts'
import { type BuiltModel, buildModel, type ReplicaMessage, type ReplicaOptions, replicaModule } from '../src/serving/index.ts'
import { cores } from './base/client-core.ts'
import { median, say } from './base/figures.ts'

/**
 * What serving costs. ResNet50: images per second through HTTP beside a bare loop of ONNX Runtime with the same threads. A tiny model: what the
 * server adds to one inference, and how many requests per second it serves beside FastAPI and uvicorn when both may use the same one core
 * and `wrk`, on another core, asks both for the same.
 */
const bars = { bareShare: 0.95, addedMs: 0.5, timesPeer: 3 }
/** Each comparison goes in short turns, one after the other, so that a machine whose speed drifts is equally fair to both. */
const imageTurns = 8
const addedTurns = 5
const rivalTurns = 10
const imageSeconds = 3
const wrkSeconds = 3

const tinyBody = '{"inputs":[{"name":"input","datatype":"FP32","shape":[1,4],"data":[0.1,0.2,0.3,0.4]}]}'
const cacheFolder = process.env.KUBEDYNO_CACHE || join(homedir(), '.cache', 'kubedyno', 'models')
const scratch = mkdtempSync(join(tmpdir(), 'kubedyno-bench-'))
try {
  process.exitCode = (await compare()) ? 0 : 1
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

async function compare(): Promise<boolean> {
  const resnet50 = await buildModel({ kind: 'catalogue', name: 'resnet50' }, { baseFolder: '.', cacheFolder }, realEffects)
  const tiny = await buildModel({ kind: 'catalogue', name: 'tiny' }, { baseFolder: '.', cacheFolder }, realEffects)
  const images = await imageRates(resnet50)
  const added: number[] = []
  for (let turn = 0; turn < addedTurns; turn++) added.push(await addedMedianMs(tiny))
  const rates = await rivalRates(tiny)

  const share = median(images.served.map((rate, turn) => rate / (images.bare[turn] as number)))
  console.log(`ResNet50, one thread     bare ${list(images.bare, 2)} images/s   served ${list(images.served, 2)} images/s`)
  const shareMet = say(`served ÷ bare = ${share.toFixed(3)}`, `≥ ${bars.bareShare}`, share >= bars.bareShare)
  console.log(`tiny, one after the other   added at the median ${list(added, 3)} ms`)
  const addedMet = say(`added = ${median(added).toFixed(3)} ms`, `< ${bars.addedMs} ms`, median(added) < bars.addedMs)
  console.log(`tiny, 32 connections, one core   kubedyno ${list(rates.ours, 0)}/s   FastAPI ${list(rates.peer, 0)}/s`)
  if (rates.peer.length === 0) {
    console.log('FastAPI: not asked; KUBEDYNO_PYTHON must be a Python with fastapi, uvicorn, uvloop, httptools, orjson, onnxruntime')
    console.log(`serve ratio=none share=${share.toFixed(3)} added=${median(added).toFixed(3)}ms`)
    return shareMet && addedMet
  }
  const times = median(rates.ours.map((rate, turn) => rate / (rates.peer[turn] as number)))
  const timesMet = say(`kubedyno ÷ FastAPI = ${times.toFixed(2)}`, `≥ ${bars.timesPeer}`, times >= bars.timesPeer)
  console.log(`serve ratio=${times.toFixed(2)} share=${share.toFixed(3)} added=${median(added).toFixed(3)}ms`)
  return shareMet && addedMet && timesMet
}

/** Images per second of a loop that does nothing but infer, in this process, and of a replica that two connections keep busy, in turn. */
async function imageRates(model: BuiltModel): Promise<{ bare: number[]; served: number[] }> {
  const session = await openSession(model)
  const feeds = feedsOf(model)
  const replica = await startReplica(model)
  const ask = asker(replica.port, model)
  const rates = { bare: [] as number[], served: [] as number[] }
  for (let turn = -1; turn < imageTurns; turn++) {
    const [bare, served] = [await ratePerSecond(() => session.run(feeds), 1), await ratePerSecond(ask, 2)]
    if (turn < 0) continue
    rates.bare.push(bare)
    rates.served.push(served)
  }
  await session.release()
  await replica.close()
  return rates
}

/** How often something is done per second by so many who each do it again as soon as it is done. */
async function ratePerSecond(act: () => Promise<unknown>, clients: number): Promise<number> {
  let count = 0
  const startedAt = performance.now()
  const client = async () => {
    while (performance.now() - startedAt < imageSeconds * 1000) {
      await act()
      count++
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  return count / ((performance.now() - startedAt) / 1000)
}

/** By how much the median of a request, as `wrk` with one connection sees it, is above the median of the inference alone. */
async function addedMedianMs(model: BuiltModel): Promise<number> {
  const session = await openSession(model)
  const feeds = feedsOf(model)
  const bareMs = await timesMs(() => session.run(feeds))
  await session.release()
  const replica = await startReplica(model)
  await wrk(replica, 1)
  const { medianMs } = await wrk(replica, 1)
  await replica.close()
  return medianMs - median(bareMs)
}

async function timesMs(act: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let turn = 0; turn < 3000; turn++) {
    const startedAt = performance.now()
    await act()
    if (turn >= 1000) times.push(performance.now() - startedAt)
  }
  return times
}

interface Server {
  port: number
  close(): Promise<void>
}

async function startReplica(model: BuiltModel, core: string | null = null): Promise<Server> {
  const options: ReplicaOptions = {
    model,
    app: model.name,
    host: '127.0.0.1',
    port: 0,
    metricsPort: 0,
    threads: 1,
    device: 'cpu',
    queueCapacity: 256,
    batching: { maxBatchSize: 1, maxQueueDelayMs: 0 },
    deadlineMs: null,
  }
  const child = fork(replicaModule, [JSON.stringify(options)], { serialization: 'advanced' })
  if (core !== null) execFileSync('taskset', ['-acp', core, String(child.pid)], { stdio: 'ignore' })
  const message = await new Promise<ReplicaMessage>((resolve) => child.once('message', (said) => resolve(said as ReplicaMessage)))
  if (message.type !== 'ready') throw new Error(`the replica said ${JSON.stringify(message)}`)
  return {
    port: message.port,
    close: () => {
      child.send({ type: 'drain' })
      return gone(child)
    },
  }
}

async function startPeer(python: string, model: BuiltModel): Promise<Server> {
  const port = await freePort()
  const args = ['-m', 'uvicorn', 'serve_fastapi:app', '--port', String(port), '--log-level', 'error', '--no-access-log', '--loop', 'uvloop']
  const child = spawn('taskset', ['-c', cores.server, python, ...args, '--http', 'httptools'], {
    cwd: 'bench',
    stdio: 'inherit',
    env: { ...process.env, MODEL_PATH: model.path, MODEL_NAME: model.name },
  })
  const ask = asker(port, model)
  for (let tries = 0; ; tries++) {
    try {
      await ask()
      break
    } catch (error) {
      if (tries === 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  return {
    port,
    close: () => {
      child.kill()
      return gone(child)
    },
  }
}

/** Requests per second of both servers. */
async function rivalRates(model: BuiltModel): Promise<{ ours: number[]; peer: number[] }> {
  const python = process.env.KUBEDYNO_PYTHON
  const ours = await startReplica(model, cores.server)
  const peer = python ? await startPeer(python, model) : null
  const rates = { ours: [] as number[], peer: [] as number[] }
  for (let turn = -1; turn < rivalTurns; turn++) {
    const [ourRate, peerRate] = [(await wrk(ours, 32)).perSecond, peer && (await wrk(peer, 32)).perSecond]
    if (turn < 0) continue
    rates.ours.push(ourRate)
    if (peerRate !== null) rates.peer.push(peerRate)
  }
  await ours.close()
  await peer?.close()
  return rates
}

/** What `wrk` sees over so many connections, each with one request at a time, in JSON; every answer must be good. */
async function wrk({ port }: Server, connections: number): Promise<{ perSecond: number; medianMs: number }> {
  const script = join(scratch, 'post.lua')
  writeFileSync(
    script,
    `wrk.method = "POST"\nwrk.body = '${tinyBody}'\nwrk.headers["Content-Type"] = "application/json"\n` +
      'done = function(summary) io.write("bad " .. (summary.errors.status + summary.errors.connect + summary.errors.read) .. "\\n") end\n',
  )
  const url = `http://127.0.0.1:${port}/v2/models/tiny/infer`
  const args = ['-c', cores.client, 'wrk', '-t1', `-c${connections}`, `-d${wrkSeconds}s`, '--latency', '-s', script, url]
  const text = await output('taskset', args)
  if (!text.includes('bad 0')) throw new Error(`not every answer was good:\n${text}`)
  const [, latency, unit] = /50%\s+([\d.]+)(us|ms|s)/.exec(text) ?? []
  const perMs = { us: 0.001, ms: 1, s: 1000 }[unit as 'us' | 'ms' | 's']
  return { perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1]), medianMs: Number(latency) * perMs }
}

/** Asks for one inference with binary data over a connection that is kept, and resolves once the whole answer is there. */
function asker(port: number, { name, inputs }: BuiltModel): () => Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  const [input] = inputs
  const count = (input?.shape ?? []).reduce((product, size) => product * size, 1)
  const data = Buffer.alloc(count * 4, 1)
  const asked = { name: input?.name, datatype: 'FP32', shape: input?.shape, parameters: { binary_data_size: data.length } }
  const head = Buffer.from(JSON.stringify({ inputs: [asked], parameters: { binary_data_output: true } }))
  const body = name === 'tiny' ? Buffer.from(tinyBody) : Buffer.concat([head, data])
  const headers = {
    'content-length': body.length,
    ...(name !== 'tiny' && { 'inference-header-content-length': head.length }),
  }
  return () =>
    new Promise((resolve, reject) => {
      const asking = request({ agent, port, host: '127.0.0.1', method: 'POST', path: `/v2/models/${name}/infer`, headers }, (answer) => {
        if (answer.statusCode !== 200) reject(new Error(`status ${answer.statusCode}`))
        answer.resume().on('end', resolve)
      })
      asking.on('error', reject)
      asking.end(body)
    })
}

function openSession({ path }: BuiltModel): Promise<InferenceSession> {
  return InferenceSession.create(path, { intraOpNumThreads: 1, interOpNumThreads: 1 })
}

function feedsOf({ inputs }: BuiltModel): Record<string, Tensor> {
  return Object.fromEntries(
    inputs.map(({ name, shape }) => [name, new Tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(0.1), shape)]),
  )
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}

async function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

async function output(file: string, args: readonly string[]): Promise<string> {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', (data: Buffer) => {
    text += data.toString()
  })
  await once(child, 'close')
  return text
}

function list(values: readonly number[], digits: number): string {
  return values.length === 0 ? '–' : `${median(values).toFixed(digits)} (${values.map((value) => value.toFixed(digits)).join(', ')})`
}
