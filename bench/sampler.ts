import { execFile, spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { realEffects } from '../src/base/effects.ts'
import { originAfter } from '../src/base/origin.ts'
import { startSampler } from '../src/signals/index.ts'
import { median, say } from './base/figures.ts'

/** What one sampling of 100 idle processes each second costs, in processor time of a core, beside psutil doing the same. */
const processCount = 100
const turns = 10
const rounds = 2
const barPercent = 2

const sameAsPeer = ['cpu_seconds_total', 'memory_used_bytes', 'disk_read_bytes_total', 'disk_write_bytes_total']

const children = Array.from({ length: processCount }, () => spawn('sleep', ['3600'], { stdio: 'ignore' }))
const pids = children.map(({ pid }) => pid as number)
try {
  process.exitCode = (await compare()) ? 0 : 1
} finally {
  for (const child of children) child.kill()
}

async function compare(): Promise<boolean> {
  const idlePercent = await idle(3000)
  const costs = { every: [] as number[], same: [] as number[], peer: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    costs.same.push((await sampling(sameAsPeer)) - idlePercent)
    const peer = await psutil()
    if (peer !== null) costs.peer.push(peer)
    costs.every.push((await sampling(null)) - idlePercent)
  }
  const [every, same, peer] = [median(costs.every), median(costs.same), median(costs.peer)]
  console.log(
    `${processCount} processes, once a second, ${rounds} rounds of ${turns} s; this process idle: ${idlePercent.toFixed(2)} % of a core\n`,
  )
  console.log('                                                  % of a core   µs per process and turn')
  print('kubedyno, every signal', every)
  print('kubedyno, processor, memory and disk', same)
  if (costs.peer.length === 0) console.log('psutil: not found; set KUBEDYNO_PYTHON to a Python that has it')
  else print('psutil, processor, memory and disk', peer)
  const passed = say(`\nevery signal = ${every.toFixed(2)} % of a core`, `< ${barPercent} %`, every < barPercent)
  console.log(`sampler ratio=${costs.peer.length === 0 ? 'none' : (peer / same).toFixed(1)}`)
  return passed
}

/** Percent of a core that sampling takes, the opening of files included; each process is a target of its own. */
async function sampling(signals: string[] | null): Promise<number> {
  const bare = { kind: 'replica', threadIds: [], cgroup: null, metricsUrl: null } as const
  const targets = pids.map((pid) => ({ ...bare, entity: `replica/${pid}`, pids: [pid] }))
  let readings = 0
  const usedBefore = process.cpuUsage()
  const sampler = startSampler(
    {
      intervalMs: 1000,
      signals,
      origin: originAfter(realEffects.clock, 500),
      targets: () => targets,
      onReadings: (batch) => {
        readings += batch.filter(({ value }) => value !== null).length
      },
      onClockStep: () => {},
    },
    realEffects,
  )
  while (sampler.cost().turns < turns) await delay(100)
  const percent = usedPercent(usedBefore, turns * 1000)
  await sampler.close()
  if (readings < processCount * turns * sameAsPeer.length) throw new Error(`only ${readings} readings`)
  return percent
}

async function idle(durationMs: number): Promise<number> {
  const usedBefore = process.cpuUsage()
  await delay(durationMs)
  return usedPercent(usedBefore, durationMs)
}

function usedPercent(before: NodeJS.CpuUsage, durationMs: number): number {
  const { user, system } = process.cpuUsage(before)
  return ((user + system) / 1000 / durationMs) * 100
}

async function psutil(): Promise<number | null> {
  const python = process.env.KUBEDYNO_PYTHON ?? 'python3'
  try {
    const { stdout } = await promisify(execFile)(python, ['bench/sampler_psutil.py', String(turns), pids.join(',')])
    return (Number(stdout) / turns) * 100
  } catch {
    return null
  }
}

function print(name: string, percent: number): void {
  const microseconds = (percent / 100 / processCount) * 1e6
  console.log(`${name.padEnd(50)}${percent.toFixed(2).padStart(11)}   ${microseconds.toFixed(0).padStart(23)}`)
}
