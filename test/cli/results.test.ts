import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { commands } from '../../src/cli/commands.ts'
import { emptyFolder, kubedyno } from './typed.ts'

async function started(): Promise<string> {
  const folder = emptyFolder()
  await kubedyno(['init'], { folder })
  return folder
}

test('what `init` writes is valid, takes less than a minute, and names a schema that is there', async () => {
  const folder = await started()
  const { code, out } = await kubedyno(['validate', 'experiment.yaml', '-o', 'json'], { folder })
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ valid: true, runs: 1 })
  expect(JSON.parse(out).durationMs).toBeLessThan(45_000)
  const schema = /^# yaml-language-server: \$schema=(.+)$/m.exec(readFileSync(join(folder, 'experiment.yaml'), 'utf8'))?.[1] ?? ''
  expect(existsSync(resolve(folder, schema))).toBe(true)
})

test('the same file gives the same plan, byte for byte, wherever it lies', async () => {
  const [here, there] = [await started(), await started()]
  const words = ['plan', 'experiment.yaml', '-o', 'json', '--set', 'design.repetitions=3']
  const [first, second] = [await kubedyno(words, { folder: here }), await kubedyno(words, { folder: there })]
  expect(first.out).toBe(second.out)
  expect(JSON.parse(first.out).runs).toHaveLength(3)
})

test('a plan as text is the golden one', async () => {
  const folder = await started()
  const words = [
    'plan',
    'experiment.yaml',
    '--set',
    'design.factors={load.rate: [5, 10], workload.replicas: [1, 2]}',
    '--set',
    'scaling={}',
  ]
  const { out, err } = await kubedyno(words, { folder })
  await expect(out).toMatchFileSnapshot('golden/plan.txt')
  expect(err).toBe('next  kubedyno run experiment.yaml\n')
})

test('`plan --values` says which value won and who set it', async () => {
  const folder = await started()
  const environment = { KUBEDYNO_LOAD_RATE: '7', KUBEDYNO_DESIGN_SEED: '8' }
  const words = ['plan', 'experiment.yaml', '--values', '-o', 'csv', '--set', 'load.rate=9']
  const lines = (await kubedyno(words, { folder, environment })).out.split('\n')
  expect(lines).toContain('load.rate,9,flag')
  expect(lines).toContain('design.seed,8,environment')
  expect(lines).toContain('workload.model,resnet50,file')
  expect(lines).toContain('load.timeout,10s,default')
})

test('the text, JSON and YAML of a result say the same', async () => {
  const [json, yaml] = [
    await kubedyno(['explain', 'load.arrivals', '-o', 'json']),
    await kubedyno(['explain', 'load.arrivals', '-o', 'yaml']),
  ]
  expect(parseYaml(yaml.out)).toEqual(JSON.parse(json.out))
  expect((await kubedyno(['explain', 'load.arrivals'])).out).toContain(
    'load.arrivals  (one of constant, poisson, gamma, mmpp2; default: poisson)',
  )
})

test('`schema` prints the checked-in schema', async () => {
  expect((await kubedyno(['schema'])).out).toBe(readFileSync('schema/experiment.v1.json', 'utf8'))
})

test('an empty folder of runs teaches the next command', async () => {
  expect(await kubedyno(['list'])).toMatchObject({ code: 0, out: '', err: 'warning  there is no run in runs\nnext  kubedyno init\n' })
  expect((await kubedyno(['list', '-o', 'json'])).out).toBe('[]\n')
})

test('`doctor` looks at everything and can run here', async () => {
  const { code, out } = await kubedyno(['doctor', '-o', 'json'])
  const findings = JSON.parse(out) as { topic: string; state: string; mend: string | null }[]
  expect(code).toBe(0)
  expect(findings.map(({ topic }) => topic)).toEqual(
    expect.arrayContaining([
      'Node.js',
      'ONNX Runtime',
      'CPU and memory limits',
      'pressure (PSI)',
      'GPU',
      'energy (RAPL)',
      'disk',
      'open files',
    ]),
  )
  expect(findings.filter(({ state }) => state === 'broken')).toEqual([])
})

test('every command that prints text ends with what to type next', async () => {
  const folder = await started()
  const words: Record<string, string[]> = { validate: ['experiment.yaml'], plan: ['experiment.yaml'] }
  for (const { name } of commands.filter(({ name }) =>
    ['validate', 'plan', 'explain', 'list', 'signals', 'version', 'cleanup'].includes(name),
  )) {
    const { err } = await kubedyno([name, ...(words[name] ?? [])], { folder })
    expect(err.trimEnd().split('\n').at(-1)).toMatch(/^next {2}kubedyno /)
  }
})

test('the version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  expect((await kubedyno(['--version'])).out).toBe(`${version}\n`)
  expect((await kubedyno(['version'])).out).toBe(`${version}\n`)
})
