import { row, say, sayUnjudged } from '../base/figures.ts'
import type { Generator } from '../peers/peer.ts'
import { startLoggingServer } from './logging-server.ts'

const rounds = 2
const connections = 32
const ratePerSecond = 500
/** A short run is subtracted from a long one, which takes the start of each process out. */
const seconds = { short: 2, long: 6 }

/** What an open loop costs on the client's core, ours beside k6: processor time per second of load. */
export async function judgeOpenCost(own: Generator, k6: Generator | undefined, program: string): Promise<boolean> {
  const generators = k6 ? [own, k6] : [own]
  const used = new Map(generators.map(({ name }) => [name, 0]))
  for (let round = 0; round < rounds; round++) {
    for (const generator of generators) {
      const more = -(await cpuSeconds(generator, seconds.short, program)) + (await cpuSeconds(generator, seconds.long, program))
      used.set(generator.name, (used.get(generator.name) ?? 0) + more)
    }
  }
  const coresOf = ({ name }: Generator) => (used.get(name) ?? 0) / (rounds * (seconds.long - seconds.short))
  console.log(`\nopen loop at ${ratePerSecond}/s, ${rounds} rounds`)
  console.log(row('', ['% of the client core'], 34, [22]))
  for (const generator of generators) console.log(row(generator.name, [(coresOf(generator) * 100).toFixed(1)], 34, [22]))
  if (!k6) return sayUnjudged(`CPU at ${ratePerSecond}/s`, '≤ k6', 'k6 is missing')
  const share = coresOf(own) / coresOf(k6)
  return say(`CPU at ${ratePerSecond}/s ÷ k6 = ${share.toFixed(2)}`, '≤ 1', share <= 1)
}

async function cpuSeconds(generator: Generator, forSeconds: number, program: string): Promise<number> {
  const server = await startLoggingServer(program)
  const ran = await generator.run({ port: server.port, seconds: forSeconds, connections, ratePerSecond })
  await server.close()
  return ran.cpuSeconds
}
