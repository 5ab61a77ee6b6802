import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'

/** `npm run bench -- NAME`: runs one benchmark file; without a name, says which there are. */
const known = readdirSync('bench')
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -3))
const [name, ...rest] = process.argv.slice(2)
if (name === undefined || !known.includes(name)) {
  console.error(`usage: npm run bench -- NAME\nNAME is one of: ${known.join(', ')}`)
  process.exit(2)
}
process.exitCode = spawnSync(process.execPath, ['--expose-gc', `bench/${name}.ts`, ...rest], { stdio: 'inherit' }).status ?? 1
