import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
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

/** FastAPI behind so many workers of uvicorn; it infers in its event loops, or in its thread pools. */
export function fastApi(infer: 'loop' | 'threads', workers = 1): Rival {
  const packages = [`fastapi==${versions.fastapi}`, 'uvicorn==0.54.0', 'uvloop==0.23.0', 'httptools==0.9.0', 'orjson==3.13.0']
  const home = environment('fastapi', versions.fastapi, [...packages, ...onnxruntime])
  return rival(workers === 1 ? 'FastAPI' : `FastAPI, ${workers} workers`, (port, model) => ({
    command: [
      ...[join(home, 'bin', 'python'), '-m', 'uvicorn', 'fastapi_server:app', '--port', String(port), '--log-level', 'error'],
      ...['--no-access-log', '--loop', 'uvloop', '--http', 'httptools', '--workers', String(workers)],
    ],
    environment: { ...environmentOf(model), INFER: infer },
  }))
}

/** How a server shares out the cores of this machine. */
export interface Sharing {
  /** Processes that infer. */
  workers: number
  /** Threads of one inference. */
  threads: number
  /** Requests that share an inference, at most. */
  batch: number
}

/** LitServe. */
export function litServe(sharing: Sharing): Rival {
  const packages = [`litserve==${versions.litserve}`, 'uvloop==0.23.0', 'httptools==0.9.0']
  const home = environment('litserve', versions.litserve, [...packages, ...onnxruntime])
  return rival(`LitServe, ${told(sharing)}`, (port, model) => ({
    command: [join(home, 'bin', 'python'), 'litserve_server.py'],
    environment: { ...environmentOf(model), ...sharingOf(sharing), PORT: String(port) },
  }))
}

/** MLServer; it infers in the process that serves when it has one worker. Its workers do not get on with a uvloop above 0.21. */
export function mlServer(scratch: string, sharing: Sharing): Rival {
  const home = environment('mlserver', versions.mlserver, [`mlserver==${versions.mlserver}`, 'onnxruntime==1.30.0', 'uvloop==0.21.0'])
  return rival(`MLServer, ${told(sharing)}`, (port, model) => {
    const settings = join(scratch, `mlserver-${port}`)
    mkdirSync(settings)
    const ports = { http_port: port, grpc_port: port + 1, metrics_port: port + 2 }
    const server = {
      host: '127.0.0.1',
      ...ports,
      metrics_dir: settings,
      parallel_workers: sharing.workers === 1 ? 0 : sharing.workers,
      debug: false,
    }
    writeFileSync(join(settings, 'settings.json'), JSON.stringify(server))
    const batches = sharing.batch === 1 ? {} : { max_batch_size: sharing.batch, max_batch_time: batchDelaySeconds }
    const served = { name: model.name, implementation: 'mlserver_model.Model', ...batches }
    writeFileSync(join(settings, 'model-settings.json'), JSON.stringify(served))
    return {
      command: [join(home, 'bin', 'mlserver'), 'start', settings],
      environment: { ...environmentOf(model), ...sharingOf(sharing), PYTHONPATH: folder },
    }
  })
}

/** For how long a batch waits for more requests, of every server that makes batches. */
export const batchDelaySeconds = 0.002

/** A sharing in words. */
export function told({ workers, threads, batch }: Sharing): string {
  return `${workers} × ${threads} thread${threads === 1 ? '' : 's'}${batch === 1 ? '' : `, batches of ${batch}`}`
}

function sharingOf({ workers, threads, batch }: Sharing): NodeJS.ProcessEnv {
  return { WORKERS: String(workers), THREADS: String(threads), BATCH: String(batch), BATCH_DELAY: String(batchDelaySeconds) }
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
      const child = spawn(file, args, {
        cwd: folder,
        stdio: 'ignore',
        env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...environment },
      })
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
