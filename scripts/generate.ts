import { readFileSync, writeFileSync } from 'node:fs'
import { cliPage } from '../src/cli/printing/page.ts'
import { columnsPage } from '../src/dataset/index.ts'
import { signalsPage } from '../src/signals/index.ts'
import { experimentPage, jsonSchema } from '../src/spec/index.ts'
import { modelsPage } from './models-page.ts'
import { roomRules } from './rooms.ts'

/** Every generated file and what makes it; `--check` only says which are stale. */
const generated: Record<string, () => string | Promise<string>> = {
  'schema/experiment.v1.json': () => `${JSON.stringify(jsonSchema(), null, 2)}\n`,
  'docs/reference/cli.md': cliPage,
  'docs/reference/columns.md': columnsPage,
  'docs/reference/experiment-file.md': experimentPage,
  'docs/reference/models.md': modelsPage,
  'docs/reference/signals.md': signalsPage,
  'biome.rooms.json': () => `${JSON.stringify(roomRules(), null, 2)}\n`,
}

const check = process.argv.includes('--check')
const stale: string[] = []
for (const [path, make] of Object.entries(generated)) {
  const wanted = await make()
  if (readOrEmpty(path) === wanted) continue
  stale.push(path)
  if (!check) writeFileSync(path, wanted)
}
console.log(stale.length === 0 ? 'generated files are fresh' : `${check ? 'stale' : 'wrote'}: ${stale.join(', ')}`)
if (check && stale.length > 0) process.exitCode = 1

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
