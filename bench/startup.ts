import { execFileSync } from 'node:child_process'
import { median } from './base/figures.ts'

/** How long a person waits for `kubedyno --help`, beside a Node that does nothing. */
const barMs = 150
const rounds = 15

const node = 'node_modules/node/bin/node'
const command = './bin/kubedyno'
const cases = { '--help': [command, '--help'], 'run --help': [command, 'run', '--help'], 'node -e 0': [node, '-e', '0'] } as const
type Case = keyof typeof cases

const timesMs: Record<Case, number[]> = { '--help': [], 'run --help': [], 'node -e 0': [] }
for (let round = -1; round < rounds; round++) {
  for (const name of Object.keys(cases) as Case[]) {
    const [file, ...args] = cases[name]
    const startedAt = performance.now()
    execFileSync(file, args, { stdio: 'ignore' })
    if (round >= 0) timesMs[name].push(performance.now() - startedAt)
  }
}
for (const [name, times] of Object.entries(timesMs)) {
  console.log(
    `${name.padEnd(12)} median ${median(times).toFixed(0)} ms, ${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)} ms`,
  )
}
const helpMs = median(timesMs['--help'])
console.log(`startup ratio=${(helpMs / median(timesMs['node -e 0'])).toFixed(2)}`)
if (helpMs > barMs) process.exitCode = 1
