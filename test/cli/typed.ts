import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'

export const program = resolve('bin/kubedyno')

export interface Typed {
  code: number | null
  signal: NodeJS.Signals | null
  out: string
  err: string
}

interface Setting {
  folder?: string
  environment?: Record<string, string>
  /** Gets the process once it runs. */
  meanwhile?(child: ChildProcess): void
}

/** Types a command, as a pipeline would: no terminal, in a folder of its own unless one is given. */
export function kubedyno(words: readonly string[], { folder = emptyFolder(), environment = {}, meanwhile }: Setting = {}): Promise<Typed> {
  return typed(program, words, { folder, environment, meanwhile })
}

/** Types a line into bash, where `kubedyno` is the program. */
export function shell(line: string, { folder = emptyFolder(), environment = {} }: Setting = {}): Promise<Typed> {
  return typed('bash', ['-c', `kubedyno() { ${program} "$@"; }; ${line}`], { folder, environment })
}

/** A fresh folder that is gone after the test. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cli-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function typed(file: string, words: readonly string[], { folder, environment, meanwhile }: Setting): Promise<Typed> {
  const { KUBEDYNO_RUNS: _runs, NO_COLOR: _color, ...env } = process.env
  return new Promise((done, fail) => {
    const child = spawn(file, words, { cwd: folder, env: { ...env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
    const texts = { out: '', err: '' }
    child.stdout.on('data', (data: Buffer) => {
      texts.out += data.toString()
    })
    child.stderr.on('data', (data: Buffer) => {
      texts.err += data.toString()
    })
    child.on('error', fail)
    child.on('close', (code, signal) => done({ code, signal, ...texts }))
    meanwhile?.(child)
  })
}
