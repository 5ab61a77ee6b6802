import { messageOf } from '../../src/base/errors.ts'
import { formatBytes } from '../../src/base/quantity.ts'
import { median, row, say } from '../base/figures.ts'
import { modelHere } from '../base/models-here.ts'
import { measureModel } from './measure-model.ts'
import type { ModelFigures, Times } from './results.ts'

interface Judged {
  figures: Record<string, ModelFigures>
  verdicts: boolean[]
  /** The middle one of all models. */
  ratio: number
}

/** An inference that is shorter says nothing of a ratio: to hand it to another process and back takes tenths of a millisecond, whatever it is. */
const leastMs = 1
const widths = [10, 9, 10, 24, 24, 9, 8, 9]

/** Every model through a replica beside the bare program, one row each; those that cannot be built here are named. */
export async function judgeModels(names: readonly string[], timesBare: number): Promise<Judged> {
  console.log('one thread; median and p95 of n, in milliseconds; served: without decode, which stands beside it')
  const heads = ['file', 'load ms', 'replica', 'bare', 'served', 'decode', 'added', 'ratio']
  console.log(row('', heads, 20, widths))
  const figures: Record<string, ModelFigures> = {}
  for (const name of names) {
    try {
      const measured = await measureModel(await modelHere(name))
      figures[name] = measured
      console.log(row(name, cellsOf(measured), 20, widths))
    } catch (error) {
      console.log(`${name} is left out: ${messageOf(error)}`)
    }
  }
  console.log()
  const verdicts = Object.entries(figures).map(([name, { ratio, bare, served }]) => {
    const isMet = ratio <= timesBare
    const short = !isMet && bare.medianMs < leastMs ? `, ${(served.medianMs - bare.medianMs).toFixed(2)} ms more` : ''
    return say(`${name}: served ÷ bare = ${ratio.toFixed(3)}${short}`, `≤ ${timesBare}`, isMet)
  })
  return { figures, verdicts, ratio: median(Object.values(figures).map(({ ratio }) => ratio)) }
}

function cellsOf({ sizeBytes, loadMs, replicaBytes, bare, served, decodeMs, ratio }: ModelFigures): string[] {
  const times = ({ medianMs, p95Ms, n }: Times) => `${digits(medianMs)} ${digits(p95Ms)} (${n})`
  const added = served.medianMs - bare.medianMs
  return [
    formatBytes(sizeBytes),
    loadMs.toFixed(0),
    formatBytes(replicaBytes),
    times(bare),
    times(served),
    decodeMs.toFixed(2),
    added.toFixed(2),
    ratio.toFixed(3),
  ]
}

function digits(ms: number): string {
  return ms < 10 ? ms.toFixed(3) : ms.toFixed(1)
}
