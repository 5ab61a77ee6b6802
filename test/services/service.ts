import { execFileSync, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'vitest'
import { fetchable, folderName } from '../../src/serving/packages/pins.ts'
import { picturesPackage } from './pictures/pin.ts'

/** Services that some tests need and a fresh machine may lack. Each says where it is, or null. */
const services = {
  chromium: () => firstExecutable(process.env.KUBEDYNO_CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'),
  /** An S3 server over a folder. */
  versitygw: () => firstExecutable(process.env.KUBEDYNO_VERSITYGW, ...onPath('versitygw')),
  promtool: () => firstExecutable(process.env.KUBEDYNO_PROMTOOL, ...onPath('promtool')),
  /** Python with pandas, pyarrow, polars, duckdb and Triton's client. */
  python: () => {
    const python = firstExecutable(process.env.KUBEDYNO_PYTHON, ...onPath('python3'))
    if (!python) return null
    try {
      execFileSync(python, ['-c', 'import pandas, pyarrow, polars, duckdb, tritonclient.http'], { stdio: 'ignore' })
      return python
    } catch {
      return null
    }
  },
  /** The right to make cgroups. */
  cgroup: () => {
    const root = existsSync('/sys/fs/cgroup/cgroup.controllers') ? '/sys/fs/cgroup' : '/sys/fs/cgroup/cpu'
    const probe = `${root}/kubedyno-probe-${process.pid}`
    try {
      mkdirSync(probe)
      rmdirSync(probe)
      return root
    } catch {
      return null
    }
  },
  /** The right to mount a small file system. */
  tmpfs: () => {
    const folder = mkdtempSync(join(tmpdir(), 'kubedyno-probe-'))
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' })
      execFileSync('umount', [folder], { stdio: 'ignore' })
      return 'tmpfs'
    } catch {
      return null
    } finally {
      rmdirSync(folder)
    }
  },
  /** A cache folder with what `scripts/fetch-weights.ts` fetches. */
  weights: () => {
    const folder = process.env.KUBEDYNO_WEIGHTS ?? ''
    const packages = [...fetchable.flatMap((model) => model.packages), picturesPackage]
    return packages.every((pin) => existsSync(join(folder, 'packages', folderName(pin)))) ? folder : null
  },
  /** A folder with frames of a video of a face, named by what its eyes do. */
  portraits: () => {
    const folder = process.env.KUBEDYNO_PORTRAITS ?? ''
    return existsSync(join(folder, 'open-148.png')) ? folder : null
  },
  /** Builds images. */
  buildah: () => firstExecutable(...onPath('buildah')),
  /** Runs containers, as root. */
  runc: () => (process.getuid?.() === 0 ? firstExecutable(...onPath('runc'), '/usr/sbin/runc') : null),
  curl: () => firstExecutable(...onPath('curl')),
  /** The program that makes speech. */
  espeak: () => firstExecutable(...onPath('espeak-ng')),
  /** The program that gives another one a terminal, from util-linux. */
  script: () => {
    const script = firstExecutable(...onPath('script'))
    const { stdout } = spawnSync(script ?? 'false', ['--version'], { encoding: 'utf8' })
    return stdout?.includes('util-linux') ? script : null
  },
} as const

export type Service = keyof typeof services

const found = new Map<Service, string | null>()

/** Where a service is, or null when this machine has none. */
export function service(name: Service): string | null {
  if (!found.has(name)) found.set(name, services[name]())
  return found.get(name) ?? null
}

/** `test` for cases that need services: skipped and listed where one is missing, failing there when KUBEDYNO_REQUIRE asks for it. */
export function needs(...names: Service[]) {
  const missing = names.filter((name) => service(name) === null)
  if (missing.length === 0) return test
  const required = (process.env.KUBEDYNO_REQUIRE ?? '').split(',')
  const demanded = missing.filter((name) => required.includes('all') || required.includes(name))
  return (title: string, _body: () => unknown, _timeoutMs?: number) => {
    if (demanded.length === 0) return test.skip(`${title} [needs ${missing.join(', ')}]`, () => {})
    return test(title, () => {
      throw new Error(`KUBEDYNO_REQUIRE asks for ${demanded.join(', ')}, which this machine lacks: run scripts/install-services.sh`)
    })
  }
}

function firstExecutable(...paths: (string | undefined)[]): string | null {
  for (const path of paths) {
    try {
      if (path) {
        accessSync(path, constants.X_OK)
        return path
      }
    } catch {
      // The next place may have it.
    }
  }
  return null
}

function onPath(name: string): string[] {
  return (process.env.PATH ?? '').split(':').map((folder) => `${folder}/${name}`)
}
