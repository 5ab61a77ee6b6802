import { execFile } from 'node:child_process'
import { dirname, resolve } from 'node:path'
import process from 'node:process'
import type { Effects } from '../../base/effects.ts'
import { messageOf } from '../../base/errors.ts'
import { formatBytes } from '../../base/quantity.ts'
import type { Finding } from './finding.ts'

const oldestNode = [20, 11] as const
const leastFreeBytes = 2 ** 30
const fewestOpenFiles = 4096

/** Node itself. */
export function nodePart(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const recent = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])
  return {
    topic: 'Node.js',
    state: recent ? 'ok' : 'broken',
    found: `${process.versions.node} on ${process.platform} ${process.arch}`,
    means: `kubedyno needs Node ${oldestNode.join('.')} or later`,
    mend: 'install a current Node from https://nodejs.org',
  }
}

/** ONNX Runtime, loaded in a process of its own, since a library that does not fit can end the one that loads it. */
export function modelRuntimePart(): Promise<Finding> {
  const script = `await import(${JSON.stringify(import.meta.resolve('onnxruntime-node'))})`
  return new Promise((done) => {
    execFile(process.execPath, ['--input-type=module', '--eval', script], { timeout: 20_000 }, (error, _stdout, stderr) => {
      const lastLine =
        stderr
          .trim()
          .split('\n')
          .find((line) => line.includes('Error')) ?? (error ? messageOf(error).split('\n')[0] : '')
      done({
        topic: 'ONNX Runtime',
        state: error ? 'broken' : 'ok',
        found: error ? `does not load: ${lastLine}` : 'loads, and computes on the CPU',
        means: 'no model can be run without it',
        mend: 'install the dependencies again (npm ci); ONNX Runtime has builds for x64 and arm64 of Linux (glibc), macOS and Windows',
      })
    })
  })
}

/** Room for what runs write. */
export function diskPart(runsRoot: string, { disk }: Pick<Effects, 'disk'>): Finding {
  let folder = resolve(runsRoot)
  while (!disk.existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder)
  const { bavail, bsize } = disk.statfsSync(folder)
  const freeBytes = bavail * bsize
  return {
    topic: 'disk',
    state: freeBytes >= leastFreeBytes ? 'ok' : freeBytes > 0 ? 'missing' : 'broken',
    found: `${formatBytes(freeBytes)} free in ${folder}`,
    means: 'a model takes about 100 MiB, and a run some; a run that meets a full disk ends with what it has',
    mend: 'free some space, or choose another folder with --runs DIR',
  }
}

/** Files and sockets that one process may hold open: each connection of the load is one. */
export async function openFilesPart({ disk }: Pick<Effects, 'disk'>): Promise<Finding> {
  const limit = await openFileLimit(disk)
  return {
    topic: 'open files',
    state: limit !== null && limit >= fewestOpenFiles ? 'ok' : 'missing',
    found:
      limit === null ? 'the limit cannot be told' : limit === Number.POSITIVE_INFINITY ? 'no limit' : `at most ${limit} in one process`,
    means: 'each connection of the load is an open file; a load with many connections may fail to open them',
    mend: 'raise it for this shell: ulimit -n 65536',
  }
}

function openFileLimit(disk: Effects['disk']): Promise<number | null> {
  const toNumber = (text: string | undefined) => (text === 'unlimited' ? Number.POSITIVE_INFINITY : Number(text) || null)
  try {
    return Promise.resolve(toNumber(/^Max open files\s+(\S+)/m.exec(disk.readFileSync('/proc/self/limits', 'utf8'))?.[1]))
  } catch {
    return new Promise((done) => {
      execFile('/bin/sh', ['-c', 'ulimit -n'], (error, stdout) => done(error ? null : toNumber(stdout.trim())))
    })
  }
}
