import { formatBytes } from '../../src/base/quantity.ts'
import { median, quantile, row, say } from '../base/figures.ts'
import { modelHere } from '../base/models-here.ts'
import { coldStartsMs } from './cold-start.ts'
import { decodesMs } from './decode.ts'
import { replicasBesideEachOther } from './replicas-beside-each-other.ts'
import type { ReplicasFigures } from './results.ts'

/** The model that stands for those that take long enough for a replica to matter. */
const model = 'resnet50'
const counts = [1, 3, 8]
const turns = 3
/** With two clients there is always a request waiting when one is done. */
const clientsEach = 2
const widths = [12, 12, 12, 12, 10]

/** From a JPEG to a tensor. */
export async function judgeDecode(barMs: number): Promise<{ medianMs: number; isMet: boolean }> {
  const tookMs = await decodesMs()
  const [low, medianMs, high] = [0.1, 0.5, 0.9].map((p) => quantile(tookMs, p)) as [number, number, number]
  const figure = `JPEG of 640 × 480 into 640 × 640 = ${medianMs.toFixed(2)} ms (p10 ${low.toFixed(2)}, p90 ${high.toFixed(2)})`
  return { medianMs, isMet: say(figure, `≤ ${barMs} ms`, medianMs <= barMs) }
}

/** What a second replica gives, and what several of them need. */
export async function judgeReplicas(bar: number): Promise<{ table: ReplicasFigures[]; times: number; isMet: boolean }> {
  const built = await modelHere(model)
  const ratios: number[] = []
  for (let turn = 0; turn < turns; turn++) {
    const one = await replicasBesideEachOther(built, 1, clientsEach)
    const two = await replicasBesideEachOther(built, 2, clientsEach)
    ratios.push(two.perSecond / one.perSecond)
  }
  const table: ReplicasFigures[] = []
  console.log(`\n${model}, one thread and one client for each replica`)
  console.log(row('', ['memory', 'median ms', 'p95 ms', 'requests/s', 'n'], 14, widths))
  for (const count of counts) {
    const figures = await replicasBesideEachOther(built, count, 1)
    table.push(figures)
    const { bytes, medianMs, p95Ms, perSecond, n } = figures
    const cells = [formatBytes(bytes), medianMs.toFixed(1), p95Ms.toFixed(1), perSecond.toFixed(1), String(n)]
    console.log(row(`${count} replica${count === 1 ? '' : 's'}`, cells, 14, widths))
  }
  const times = median(ratios)
  return { table, times, isMet: say(`a second replica = ${times.toFixed(2)} times the throughput`, `≥ ${bar}`, times >= bar) }
}

/** From nothing to a replica that takes requests. */
export async function judgeColdStart(folder: string, barMs: number): Promise<{ medianMs: number; isMet: boolean }> {
  const tookMs = await coldStartsMs(await modelHere(model), folder)
  const medianMs = median(tookMs)
  const figure = `${model} from process start to ready = ${medianMs.toFixed(0)} ms (${tookMs.map((ms) => ms.toFixed(0)).join(', ')})`
  return { medianMs, isMet: say(figure, `≤ ${barMs} ms`, medianMs <= barMs) }
}
