import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * The folder of a peer of a certain version in the cache, `$KUBEDYNO_CACHE` or `~/.cache/kubedyno`; `make` fills it the first time. Throws when
 * that fails, and begins anew the next time.
 */
export function cached(name: string, version: string, make: (folder: string) => void): string {
  const folder = join(process.env.KUBEDYNO_CACHE || join(homedir(), '.cache', 'kubedyno'), `bench-${name}-${version}`)
  const ready = join(folder, 'ready')
  if (existsSync(ready)) return folder
  console.error(`getting ${name} ${version}, once`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  make(folder)
  writeFileSync(ready, '')
  return folder
}

/** Runs a command that gets something; throws with its last words when it fails. */
export function get(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): void {
  const { error, status, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...environment },
  })
  if (error) throw new Error(`${command} cannot be run: ${error.message}`)
  if (status !== 0) throw new Error(`${command} ${args[0]} failed: ${stderr.trim().split('\n').at(-1)}`)
}

/** A command that a Go module builds, without cgo and without leaving anything in Go's own caches. */
export function goProgram(name: string, module: string, version: string): string {
  const folder = cached(name, version, (into) => {
    const building = join(into, 'building')
    const environment = {
      CGO_ENABLED: '0',
      GOBIN: into,
      GOFLAGS: '-modcacherw',
      GOMODCACHE: join(building, 'modules'),
      GOCACHE: join(building, 'cache'),
    }
    get('go', ['install', '-trimpath', '-ldflags', '-s -w', `${module}@${version}`], environment)
    rmSync(building, { recursive: true, force: true })
  })
  return join(folder, name)
}
