import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface Outcome {
  file: string
  wanted: readonly number[]
  got: number
  seconds: number
  output: string
}

/** Runs every experiment of `examples/`, or those named, and holds each to the exit codes that its first line allows. */
const named = process.argv.slice(2)
const files =
  named.length > 0
    ? named
    : readdirSync('examples')
        .filter((name) => name.endsWith('.yaml'))
        .sort()
        .map((name) => join('examples', name))
const runs = mkdtempSync(join(tmpdir(), 'kubedyno-examples-'))
const outcomes: Outcome[] = []
try {
  for (const file of files) {
    const startedAt = performance.now()
    const { code, output } = await runExample(file, runs)
    outcomes.push({ file, wanted: wantedCodes(file), got: code, seconds: (performance.now() - startedAt) / 1000, output })
  }
} finally {
  rmSync(runs, { recursive: true, force: true })
}
for (const { file, wanted, got, seconds, output } of outcomes) {
  const right = wanted.includes(got)
  console.log(`${right ? 'ok  ' : 'FAIL'}  ${file.padEnd(32)}  exit ${got}, wanted ${wanted.join(' or ')}  ${seconds.toFixed(1)} s`)
  if (!right) console.log(output.replace(/^/gm, '      '))
}
if (outcomes.length === 0 || outcomes.some(({ wanted, got }) => !wanted.includes(got))) process.exitCode = 1

/** `# exit: 0 or 99`, the first line of each example. */
function wantedCodes(file: string): number[] {
  const [first = ''] = readFileSync(file, 'utf8').split('\n')
  const codes = /^# exit: (.+)$/.exec(first)?.[1]
  if (!codes) throw new Error(`${file}: the first line must say what exit codes are right, such as "# exit: 0 or 99"`)
  return codes.split(' or ').map(Number)
}

function runExample(file: string, runsRoot: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('./bin/kubedyno', ['run', file, '--runs', runsRoot, '--progress', 'plain'], { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        output += data.toString()
      })
    }
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code: code ?? -1, output: signal ? `${output}ended by ${signal}` : output }))
  })
}
