import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { needs } from '../services/service.ts'
import { loadOf, ownSeed, sharedModels, tinyFile, tracesOf } from './tiny-file.ts'
import { kubedyno, program } from './typed.ts'

const escapeCode = '\u001b'

interface Shown {
  code: number | null
  text: string
}

/** Runs an experiment in a real terminal and gives all that was sent to it; Ctrl-C is pressed once it shows `stopAt`. */
function inTerminal(folder: string, environment: Record<string, string>, stopAt: string | null = null): Promise<Shown> {
  const line = `stty cols 100 rows 30; exec ${program} run tiny.yaml`
  const { NO_COLOR: _, ...inherited } = process.env
  const env = { ...inherited, TERM: 'xterm-256color', ...sharedModels, ...ownSeed(), ...environment }
  const child = spawn('script', ['-qefc', line, '/dev/null'], { cwd: folder, env, stdio: ['pipe', 'pipe', 'inherit'] })
  let text = ''
  let pressed = false
  child.stdout.setEncoding('utf8').on('data', (data: string) => {
    text += data
    if (stopAt === null || pressed || !text.includes(stopAt)) return
    pressed = true
    child.stdin.write('\u0003')
  })
  return new Promise((done) => child.on('close', (code) => done({ code, text })))
}

needs('script')('in a terminal a window is painted over itself, never on the other screen, and is gone in the end', async () => {
  const { code, text } = await inTerminal(tinyFile(loadOf(2)), {})
  expect(code).toBe(0)
  expect(text).toContain('█')
  expect(text.split(`${escapeCode}[J`).length).toBeGreaterThan(5)
  for (const sequence of ['[?1049h', '[?47h', '[?25l', '[2J', '[H']) expect(text).not.toContain(`${escapeCode}${sequence}`)
  const rest = text.slice(text.lastIndexOf(`${escapeCode}[J`))
  expect(rest).not.toMatch(/[█░]/)
  const lines = stripVTControlCharacters(rest).trimEnd().split(/\r?\n/)
  expect(lines[0]).toMatch(/^tiny · run /)
  expect(lines.at(-1)).toMatch(/^next {2}/)
  for (const line of stripVTControlCharacters(text).split(/\r?\n/)) expect(line.length).toBeLessThanOrEqual(100)
})

needs('script')('Ctrl-C in a terminal takes the window away and leaves the cursor to be seen', async () => {
  const folder = tinyFile(loadOf(20))
  const { code, text } = await inTerminal(folder, {}, 'done ')
  expect(code).toBe(130)
  expect(tracesOf(folder)).toEqual([])
  expect(text).not.toContain(`${escapeCode}[?25l`)
  expect(text).toContain('stopping: no new requests')
  const rest = stripVTControlCharacters(text.slice(text.lastIndexOf(`${escapeCode}[J`)))
  expect(rest).not.toMatch(/[█░]/)
  expect(rest).toMatch(/error KD_RUN_INTERRUPTED .+\s+hint {2}continue with: kubedyno run tiny\.yaml\s*$/)
})

needs('script')('NO_COLOR leaves a terminal without colours, and a terminal that can do nothing gets plain lines', async () => {
  const [colorless, dumb] = [
    await inTerminal(tinyFile(loadOf(1)), { NO_COLOR: '1' }),
    await inTerminal(tinyFile(loadOf(1)), { TERM: 'dumb' }),
  ]
  expect(colorless.text.split(`${escapeCode}[`).filter((part) => /^[\d;]*m/.test(part))).toEqual([])
  expect(dumb.text).not.toContain(escapeCode)
  expect(dumb.text).toContain('run 1 of 1  steady: 1s')
})

test.concurrent('without a terminal there is one line per phase and no escape code', async () => {
  const { code, out, err } = await typed()
  expect(code).toBe(0)
  expect(`${out}${err}`).not.toContain(escapeCode)
  expect(err.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/^run 1 of 1 {2}[\w-]+ {2}1\.3s of load$/),
    expect.stringMatching(/^run 1 of 1 {2}warm-up: 300ms, .+, not counted; replicas 1 of 1 ready$/),
    expect.stringMatching(/^run 1 of 1 {2}steady: 1s, .+; replicas 1 of 1 ready$/),
    expect.stringMatching(/^run 1 of 1 {2}load ended: /),
    expect.stringMatching(/^next {2}/),
  ])
})

test.concurrent('progress as JSON is one object per line and nothing else, the same events as in the journal', async () => {
  const { err } = await typed('--progress', 'json')
  const events = err
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(events.pop()).toEqual({ next: expect.stringContaining('report.html') })
  expect(events[0]).toMatchObject({ run: expect.any(String), index: 1, of: 1, type: 'run.started' })
  expect(events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['replica.ready', 'phase.started', 'load.progress', 'load.ended', 'run.recorded']),
  )
})

test.concurrent('--progress none says nothing while it runs, and --quiet nothing but the result', async () => {
  expect((await typed('--progress', 'none')).err).toMatch(/^next {2}.+\n$/)
  const quiet = await typed('--quiet')
  expect([quiet.err, quiet.out]).toEqual(['', expect.stringContaining('\nreport  runs/tiny/')])
})

function typed(...options: string[]) {
  return kubedyno(['run', 'tiny.yaml', ...options], { folder: tinyFile(loadOf(1)), environment: { ...sharedModels, ...ownSeed() } })
}
