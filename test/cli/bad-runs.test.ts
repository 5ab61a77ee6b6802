import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { needs } from '../services/service.ts'
import { fingerprints, loadOf, ownSeed, runsIn, sharedModels, tinyFile, tracesOf } from './tiny-file.ts'
import { emptyFolder, kubedyno, type Typed, whenSaid } from './typed.ts'

const environment = sharedModels

/** That a command ended with an error of this code, in words that a person can act on, and nothing else. */
function expectError({ code, out, err }: Typed, exit: number, name: string): void {
  expect({ code, out, err }).toEqual({
    code: exit,
    out,
    err: expect.stringMatching(new RegExp(`^error ${name} {2}.+\nhint {2}.+\n$`, 'm')),
  })
  expect(err).not.toMatch(/^bug|^ {4}at /m)
}

const sum = createHash('sha256').update('hello').digest('hex')
const models = [
  { what: 'of an unknown name', model: 'tinny', name: 'KD_MODEL_UNKNOWN', hint: 'did you mean tiny?' },
  {
    what: 'whose file is missing',
    model: `{file: none.onnx, sha256: ${sum}}`,
    name: 'KD_FILE_NOT_FOUND',
    hint: 'relative to the experiment',
  },
  { what: 'that is not ONNX', model: `{file: hello.onnx, sha256: ${sum}}`, name: 'KD_MODEL_INVALID', hint: 'must be an ONNX file' },
  { what: 'with another checksum', model: `{file: hello.onnx, sha256: ${'a'.repeat(64)}}`, name: 'KD_MODEL_CHECKSUM', hint: 'SHA-256' },
]

test.concurrent.for(models)('a model $what is refused before anything is written', async ({ model, name, hint }) => {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'hello.onnx'), 'hello')
  writeFileSync(
    join(folder, 'x.yaml'),
    `apiVersion: kubedyno.dev/v1\nkind: Experiment\nname: tiny\nworkload: {model: ${model}}\n${loadOf(1)}`,
  )
  const typed = await kubedyno(['run', 'x.yaml'], { folder, environment })
  expectError(typed, 2, name)
  expect(typed.err).toContain(hint)
  expect(runsIn(folder)).toEqual([])
})

test.concurrent('a folder of runs that is a file, or stands in one, is told as such', async () => {
  const folder = tinyFile(loadOf(1))
  writeFileSync(join(folder, 'taken'), '')
  mkdirSync(join(folder, 'runs'))
  writeFileSync(join(folder, 'runs', 'tiny'), '')
  for (const runs of ['taken', 'taken/below', 'runs']) {
    expectError(await kubedyno(['run', 'tiny.yaml', '--runs', runs], { folder, environment }), 3, 'KD_ENVIRONMENT')
  }
  expect((await kubedyno(['list', '--runs', 'taken'], { folder })).code).toBe(0)
})

test.concurrent('a run that is not there is told apart from those that are', async () => {
  for (const command of ['show', 'report', 'dataset']) expectError(await kubedyno([command, 'nosuch']), 2, 'KD_RUN_NOT_FOUND')
})

test.concurrent('a port that somebody else listens on is told as such', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  try {
    for (const words of [
      ['--port', `${port}`, '--metrics-port', '0'],
      ['--port', '0', '--metrics-port', `${port}`],
    ]) {
      expectError(await kubedyno(['serve', 'tiny', ...words], { environment }), 3, 'KD_PORT_IN_USE')
    }
  } finally {
    server.close()
  }
})

test.concurrent('of two runs of one file at once the second is turned away and the first is unharmed', async () => {
  const folder = tinyFile(loadOf(50))
  const setting = { folder, environment: { ...environment, ...ownSeed() } }
  const seconds: Typed[] = []
  const meanwhile = whenSaid('steady: ', async (child) => {
    seconds.push(await kubedyno(['run', 'tiny.yaml'], setting))
    child.kill('SIGINT')
  })
  const first = await kubedyno(['run', 'tiny.yaml'], { ...setting, meanwhile })
  expectError(seconds[0] ?? expect.unreachable(), 1, 'KD_RUN_LOCKED')
  expect(first.code).toBe(130)
  const [run] = runsIn(folder)
  const { root = '', attempts = '' } = run ?? expect.unreachable()
  expect(existsSync(attempts)).toBe(false)
  expect(JSON.parse(readFileSync(join(root, 'driver.json'), 'utf8')).outcomes.ok).toBeGreaterThan(0)
})

test.concurrent('a run killed before its load began has nothing to show, and every command says so', async () => {
  const folder = tinyFile(loadOf(1))
  const setting = { folder, environment: { ...environment, ...ownSeed() } }
  const meanwhile = whenSaid('replica.starting', (child) => child.kill('SIGKILL'))
  await kubedyno(['run', 'tiny.yaml', '--progress', 'json'], { ...setting, meanwhile })
  expectError(await kubedyno(['dataset', 'latest'], setting), 2, 'KD_RUN_NOT_FOUND')
  expect((await kubedyno(['show', 'latest'], setting)).out).toContain('This run is unfinished')
})

test.concurrent('rows of a killed run are read as far as they reach, however its files were cut, and nothing in the folder changes', async () => {
  const folder = tinyFile(loadOf(20))
  const setting = { folder, environment: { ...environment, ...ownSeed() } }
  const meanwhile = whenSaid('steady: ', (child) => setTimeout(() => child.kill('SIGKILL'), 5500))
  await kubedyno(['run', 'tiny.yaml'], { ...setting, meanwhile })
  const [run] = runsIn(folder)
  const { root = '', requests = '' } = run ?? expect.unreachable()
  const whole = await kubedyno(['show', 'latest'], setting)
  expect(whole.out.replaceAll(/\s+/g, ' ')).toContain('Its data files were not closed, so up to the last 2 s of rows are lost.')
  expect(whole.out).toMatch(/steady: [1-9]\d* asked/)
  for (const share of [0.9, 0.5, 0]) {
    truncateSync(`${requests}.part`, Math.floor(statSync(`${requests}.part`).size * share))
    const before = fingerprints(root)
    const { code, out } = await kubedyno(['show', 'latest'], setting)
    expect([code, out.replaceAll(/\s+/g, ' ')]).toEqual([0, expect.stringMatching(/requests\.parquet\.part was cut: \d+ rows are gone/)])
    expect(fingerprints(root)).toEqual(before)
  }
  expect((await kubedyno(['report', 'latest'], setting)).code).toBe(0)
})

test.concurrent('a finished file that was cut is an error that names it, and `report` leaves what is there', async () => {
  const folder = tinyFile(loadOf(1))
  await kubedyno(['run', 'tiny.yaml'], { folder, environment })
  const [run] = runsIn(folder)
  const { root = '', requests = '' } = run ?? expect.unreachable()
  for (const share of [0.9, 0.4, 0]) {
    truncateSync(requests, Math.floor(statSync(requests).size * share))
    const before = fingerprints(root)
    for (const command of ['report', 'show', 'dataset']) {
      const typed = await kubedyno([command, 'latest'], { folder })
      expectError(typed, 1, 'KD_DATASET_CORRUPT')
      expect(typed.err).toContain('requests.parquet')
    }
    expect(fingerprints(root)).toEqual(before)
  }
})

/** A file system of one mebibyte, for one test. */
function smallDisk(folder: string, options: string): string {
  mkdirSync(folder)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=1m,${options}`, 'tmpfs', folder])
  onTestFinished(() => void execFileSync('umount', [folder]))
  return folder
}

needs('tmpfs')('a folder of runs that may not be written to is told as such', async () => {
  const folder = tinyFile(loadOf(1))
  smallDisk(join(folder, 'fixed'), 'ro')
  for (const runs of ['fixed', 'fixed/below']) {
    expectError(await kubedyno(['run', 'tiny.yaml', '--runs', runs], { folder, environment }), 3, 'KD_ENVIRONMENT')
  }
})

needs('tmpfs')('a disk that fills up at any time ends the run with its own error and leaves nothing running', async () => {
  const folder = tinyFile(loadOf(1))
  const setting = { folder, environment: { ...environment, ...ownSeed() } }
  const disk = smallDisk(join(folder, 'runs'), 'rw')
  const filler = join(disk, 'filler')
  for (const leftBytes of [0, 20_000, 60_000]) {
    rmSync(filler, { force: true })
    rmSync(join(disk, 'tiny'), { recursive: true, force: true })
    writeFileSync(filler, new Uint8Array(2 ** 20 - 4096 - leftBytes))
    const typed = await kubedyno(['run', 'tiny.yaml'], setting)
    expectError({ ...typed, err: typed.err.slice(typed.err.indexOf('error ')) }, 1, 'KD_DISK_FULL')
    expect(tracesOf(folder)).toEqual([])
  }
  rmSync(filler)
  const again = await kubedyno(['run', 'tiny.yaml'], setting)
  expect([again.code, readFileSync(join(runsIn(folder)[0]?.root ?? '', 'events.jsonl'), 'utf8')]).toEqual([
    0,
    expect.stringContaining('run.finished'),
  ])
})
