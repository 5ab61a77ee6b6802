import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import process, { kill } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BuiltModel } from '../../src/serving/index.ts'
import { processTree } from '../base/process-tree.ts'
import { gone, type Server } from '../base/replica.ts'
import { cached, get } from '../peers/cache.ts'
import type { WrkRequest } from './wrk.ts'

const folder = resolve('bench/serve/servers')
const onnxruntime = ['onnxruntime==1.30.0', 'numpy==2.4.6']
const versions = { fastapi: '0.165.0', litserve: '0.2.19', mlserver: '1.7.1' }

/** Another server of the same model. */
export interface Rival {
  name: string
  /** Resolves once it answers the request. */
  start(model: BuiltModel, request: WrkRequest, core?: string): Promise<Server>
}

/** FastAPI behind one worker of uvicorn; it infers in its event loop, or in its thread pool. */
export function fastApi(infer: 'loop' | 'threads'): Rival {
  const packages = [`fastapi==${versions.fastapi}`, 'uvicorn==0.54.0', 'uvloop==0.23.0', 'httptools==0.9.0', 'orjson==3.13.0']
  const home = environment('fastapi', versions.fastapi, [...packages, ...onnxruntime])
  return rival('FastAPI', (port, model) => ({
    command: [
      ...[join(home, 'bin', 'python'), '-m', 'uvicorn', 'fastapi_server:app', '--port', String(port), '--log-level', 'error'],
      ...['--no-access-log', '--loop', 'uvloop', '--http', 'httptools'],
    ],
    environment: { ...environmentOf(model), INFER: infer },
  }))
}

/** LitServe with one worker, whose inferences have a thread for each core, and batches of up to so many requests. */
export function litServe(batch = 1): Rival {
  const packages = [`litserve==${versions.litserve}`, 'uvloop==0.23.0', 'httptools==0.9.0']
  const home = environment('litserve', versions.litserve, [...packages, ...onnxruntime])
  return rival(batch === 1 ? 'LitServe' : `LitServe, batches of ${batch}`, (port, model) => ({
    command: [join(home, 'bin', 'python'), 'litserve_server.py'],
    environment: { ...environmentOf(model), PORT: String(port), THREADS: String(availableParallelism()), BATCH: String(batch) },
  }))
}

/** MLServer without workers of its own, whose inferences have a thread for each core, and batches of up to so many requests. */
export function mlServer(scratch: string, batch = 1): Rival {
  const home = environment('mlserver', versions.mlserver, [`mlserver==${versions.mlserver}`, 'onnxruntime==1.30.0'])
  return rival(batch === 1 ? 'MLServer' : `MLServer, batches of ${batch}`, (port, model) => {
    const settings = join(scratch, `mlserver-${port}`)
    mkdirSync(settings)
    const [grpc, metrics] = [port + 1, port + 2]
    const server = { host: '127.0.0.1', http_port: port, grpc_port: grpc, metrics_port: metrics, parallel_workers: 0, debug: false }
    writeFileSync(join(settings, 'settings.json'), JSON.stringify(server))
    const batches = batch === 1 ? {} : { max_batch_size: batch, max_batch_time: 0.002 }
    const told = { name: model.name, implementation: 'mlserver_model.Model', ...batches }
    writeFileSync(join(settings, 'model-settings.json'), JSON.stringify(told))
    return {
      command: [join(home, 'bin', 'mlserver'), 'start', settings],
      environment: { ...environmentOf(model), PYTHONPATH: folder, THREADS: String(availableParallelism()) },
    }
  })
}

/** node:http and ONNX Runtime in one process, one thread. */
export function plainNode(): Rival {
  return rival('node:http', (port, model) => ({
    command: [process.execPath, join(folder, 'plain-node.ts'), model.path, model.name, String(port)],
    environment: {},
  }))
}

function environmentOf({ path, name }: BuiltModel): NodeJS.ProcessEnv {
  return { MODEL_PATH: path, MODEL_NAME: name }
}

/** A Python with these packages, in the cache. */
function environment(name: string, version: string, packages: readonly string[]): string {
  return cached(name, version, (into) => {
    get('python3', ['-m', 'venv', into])
    get(join(into, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', ...packages])
  })
}

function rival(name: string, make: (port: number, model: BuiltModel) => { command: string[]; environment: NodeJS.ProcessEnv }): Rival {
  return {
    name,
    async start(model, request, core) {
      const port = await freePort()
      const { command, environment } = make(port, model)
      const [file = '', ...args] = core === undefined ? command : ['taskset', '-c', core, ...command]
      const child = spawn(file, args, { cwd: folder, stdio: 'ignore', env: { ...process.env, ...environment } })
      const end = () => {
        for (const pid of processTree(child.pid as number)) kill(pid, 'SIGKILL')
      }
      process.once('exit', end)
      for (let tries = 0; !(await answers(port, request)); tries++) {
        if (tries === mostTries || child.exitCode !== null) throw new Error(`${name} did not come up`)
        await sleep(200)
      }
      return {
        port,
        pid: child.pid as number,
        close: () => {
          process.removeListener('exit', end)
          end()
          return gone(child)
        },
      }
    },
  }
}

const mostTries = 200

async function answers(port: number, { path, body, headers }: WrkRequest): Promise<boolean> {
  try {
    const told = headers as Record<string, string>
    return (await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: new Uint8Array(body), headers: told })).ok
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}
