import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { type Confusion, confusionOf, states } from './eyes/confusion.ts'
import { heldOut, heldOutHand, learnedFrom, type Manner } from './eyes/manner.ts'

/** `node scripts/measure-night-eyes.ts [MODEL [COUNT]]`: serves a model, asks it for the state of drawn eyes that it never saw, and prints who was right. */
const [model = 'night-eyes', count = '800'] = process.argv.slice(2)
const seed = 20_261_121
const manners: readonly Manner[] = [learnedFrom, heldOut, heldOutHand]

const server = spawn('./bin/kubedyno', ['serve', model, '--port', '0', '--metrics-port', '0'], { stdio: ['ignore', 'ignore', 'pipe'] })
const address = await routeOf(server.stderr)
const ask = async (body: Buffer) => {
  const answer = await fetch(address, { method: 'POST', headers: { 'content-type': 'image/jpeg' }, body })
  return ((await answer.json()) as { state: 'open' | 'closed' | 'none' }).state
}
for (const manner of manners) console.log(asTable(manner.name, await confusionOf(manner, seed, Number(count), ask)))
server.kill('SIGTERM')

/** Where pictures can be sent to, once the server says so. */
async function routeOf(said: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(said)) {
    const [, route] = /sent to (\S+)/.exec(line) ?? []
    if (route) return route
  }
  throw new Error('the server ended')
}

function asTable(name: string, { counts, right, all }: Confusion): string {
  const rows = states.map((truth) => `| ${truth} | ${states.map((told) => counts[truth][told]).join(' | ')} |`)
  return `\n${name}: ${right} of ${all} right, ${((100 * right) / all).toFixed(1)} %\n\n| drawn | told ${states.join(' | told ')} |\n|---|---|---|---|\n${rows.join('\n')}`
}
