import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'

/** Builds the package, looks at it as npm would, and uses it as a stranger would: installed from its tarball into an empty folder, on the Node of this machine. */
const folder = mkdtempSync(join(tmpdir(), 'kubedyno-package-'))
const installed = join(folder, 'user')
const env = {
  ...process.env,
  PATH: withoutOurs(process.env.PATH ?? ''),
  ONNXRUNTIME_NODE_INSTALL: 'skip',
  KUBEDYNO_CACHE: join(folder, 'cache'),
}
try {
  run('.', process.execPath, 'scripts/build.ts')
  run('.', 'node_modules/.bin/publint', '--strict')
  run('.', 'npm', 'pack', '--silent', '--pack-destination', folder)
  const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '')
  run(folder, 'mkdir', 'user')
  run(installed, 'npm', 'init', '--yes', '--silent')
  run(installed, 'npm', 'install', '--no-audit', '--no-fund', '--loglevel=error', tarball)
  run(installed, 'npx', 'kubedyno', 'version')
  run(installed, 'npx', 'kubedyno', 'models', 'build', 'night-eyes')
  run(installed, 'npx', 'kubedyno', 'init')
  run(installed, 'npx', 'kubedyno', 'run', 'experiment.yaml', '--progress', 'plain')
  const report = execFileSync('find', ['runs', '-name', 'report.html'], { cwd: installed, encoding: 'utf8' }).trim()
  if (report === '') throw new Error('the run left no report.html')
  console.log(`package: ${kilobytes(tarball)} kB packed, ${report} is ${kilobytes(join(installed, report))} kB`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function run(cwd: string, command: string, ...words: string[]): void {
  console.log(`$ ${[command, ...words].join(' ')}`)
  try {
    execFileSync(command, words, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] })
  } catch (error) {
    const missedObjective = (error as { status?: number }).status === 99
    if (!missedObjective) throw error
  }
}

/** The search path without this clone's own tools, so that the package meets the machine's Node. */
function withoutOurs(path: string): string {
  return path
    .split(delimiter)
    .filter((part) => !resolve(part).startsWith(resolve('node_modules')))
    .join(delimiter)
}

function kilobytes(path: string): number {
  return Math.round(statSync(path).size / 1000)
}
