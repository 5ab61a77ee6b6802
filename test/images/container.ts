import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ImageConfig } from './unpack-image.ts'

interface Bundle {
  config: ImageConfig
  root: string
  /** Where the container and what runc knows of it are kept. */
  folder: string
  /** That of this machine, or a loopback of its own. */
  network: 'shared' | 'own'
}

export interface Container {
  /** The first process, as this machine numbers it; null before it runs. */
  pid(): number | null
  /** Resolves to the first match in what it has printed. */
  printed(pattern: RegExp): Promise<RegExpMatchArray>
  kill(signal: 'TERM' | 'KILL'): void
  ended: Promise<{ code: number | null; out: string; err: string }>
  /** Ends what runs and leaves nothing of it. */
  close(): Promise<void>
}

/** Starts an image as a strict cluster would: its user, no capabilities, one CPU, nothing to write to but 256 MB at /cache. */
export function startContainer(runc: string, { config, root, folder, network }: Bundle, words: readonly string[]): Container {
  const bundle = mkdtempSync(join(folder, 'bundle-'))
  const id = `kubedyno-test-${process.pid}-${bundle.slice(-6)}`
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(runtimeConfig(config, root, network, words)))
  const control = (...args: string[]) => execFileSync(runc, ['--root', join(folder, 'runc'), ...args], { encoding: 'utf8', stdio: 'pipe' })

  const child = spawn(runc, ['--root', join(folder, 'runc'), 'run', '--bundle', bundle, id], { stdio: ['ignore', 'pipe', 'pipe'] })
  const told = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => (told.out += text))
  child.stderr.setEncoding('utf8').on('data', (text) => (told.err += text))
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...told }))
  return {
    pid() {
      try {
        return (JSON.parse(control('state', id)) as { pid: number }).pid || null
      } catch {
        return null
      }
    },
    async printed(pattern) {
      for (;;) {
        const match = (told.out + told.err).match(pattern)
        if (match) return match
        if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode} before it printed ${pattern}: ${told.err}`)
        await once(child.stderr, 'data', { signal: AbortSignal.timeout(50) }).catch(() => {})
      }
    },
    kill: (signal) => void control('kill', id, signal),
    ended,
    async close() {
      control('delete', '--force', id)
      await ended
    },
  }
}

/** The words that the children of a process were started with. */
export function childrensWords(pid: number): string[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
  return children.flatMap((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').split('\0'))
}

/** True once kubedyno listens to signals: it takes SIGHUP too, which Node by itself does not. */
export function listensToSignals(pid: number): boolean {
  const caught = readFileSync(`/proc/${pid}/status`, 'utf8').match(/^SigCgt:\s*(\w+)/m)?.[1] ?? '0'
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('main.js') && (BigInt(`0x${caught}`) & 1n) === 1n
}

function runtimeConfig(
  { User, Env, Entrypoint, WorkingDir }: ImageConfig,
  root: string,
  network: Bundle['network'],
  words: readonly string[],
): object {
  const [uid, gid] = User.split(':').map(Number)
  const mount = (destination: string, type: string, ...options: string[]) => ({ destination, type, source: type, options })
  return {
    ociVersion: '1.0.2',
    process: { user: { uid, gid }, args: [...Entrypoint, ...words], env: Env, cwd: WorkingDir, capabilities: {}, noNewPrivileges: true },
    root: { path: root, readonly: true },
    mounts: [
      mount('/proc', 'proc'),
      mount('/dev', 'tmpfs', 'nosuid', 'mode=755', 'size=64k'),
      mount('/sys/fs/cgroup', 'cgroup', 'ro', 'nosuid', 'nodev', 'noexec'),
      mount('/cache', 'tmpfs', 'nosuid', 'nodev', 'noexec', 'mode=1777', 'size=256m'),
    ],
    linux: {
      namespaces: ['pid', 'mount', 'ipc', 'uts', ...(network === 'own' ? ['network'] : [])].map((type) => ({ type })),
      resources: { cpu: { quota: 100_000, period: 100_000 } },
    },
  }
}
