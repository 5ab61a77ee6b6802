import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll } from 'vitest'

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
  /** Leads a process group of its own, as a command does that was typed into a terminal. */
  ownGroup?: boolean
  /** Gets the process once it runs. */
  meanwhile?(child: ChildProcess): void
}

/** Types a command, as a pipeline would: no terminal, in a folder of its own unless one is given. */
export function kubedyno(words: readonly string[], { folder = emptyFolder(), environment = {}, ...setting }: Setting = {}): Promise<Typed> {
  return typed(program, words, { folder, environment, ...setting })
}

/** Types a line into bash, where `kubedyno` is the program. */
export function shell(line: string, { folder = emptyFolder(), environment = {} }: Setting = {}): Promise<Typed> {
  return typed('bash', ['-c', `kubedyno() { ${program} "$@"; }; ${line}`], { folder, environment })
}

const folders: string[] = []

/** A fresh folder that is gone after the tests of the file. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cli-test-'))
  folders.push(folder)
  return folder
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** Does something once, as soon as the program has said this on standard error. */
export function whenSaid(what: string | RegExp, act: (child: ChildProcess) => void): (child: ChildProcess) => void {
  return (child) => {
    let said = ''
    const listen = (data: Buffer) => {
      said += data.toString()
      if (said.search(what) < 0) return
      child.stderr?.off('data', listen)
      act(child)
    }
    child.stderr?.on('data', listen)
  }
}

function typed(file: string, words: readonly string[], { folder, environment, ownGroup = false, meanwhile }: Setting): Promise<Typed> {
  const { KUBEDYNO_RUNS: _runs, NO_COLOR: _color, ...env } = process.env
  return new Promise((done, fail) => {
    const child = spawn(file, words, {
      cwd: folder,
      env: { ...env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: ownGroup,
    })
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
