import * as disk from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { DynoError } from '../../src/base/errors.ts'
import { type LoadedExperiment, loadExperiment } from '../../src/spec/index.ts'

const folder = disk.mkdtempSync(join(tmpdir(), 'spec-test-'))
afterAll(() => disk.rmSync(folder, { recursive: true, force: true }))

export const smallest = `apiVersion: kubedyno.dev/v1
kind: Experiment
name: smallest
workload:
  model: resnet50
load:
  rate: 20
  phases:
    - {name: busy, duration: 20s}
`

interface Setting {
  sets?: string[]
  environment?: Record<string, string>
}

/** Writes bytes as an experiment file and gives its path. */
export function experimentFile(content: string | Uint8Array, name = 'experiment.yaml'): string {
  const path = join(folder, name)
  disk.writeFileSync(path, content)
  return path
}

/** Loads a text as if it stood in a file; `sets` are `path=value`. */
export function loadText(content: string | Uint8Array, { sets = [], environment = {} }: Setting = {}): LoadedExperiment {
  const overrides = sets.map((set) => ({ path: set.slice(0, set.indexOf('=')), value: set.slice(set.indexOf('=') + 1) }))
  return loadExperiment(experimentFile(content), { overrides }, { disk, environment })
}

/** The error that a text is refused with, its faults one line each: `4:9 load.rate: message | hint`. */
export function faultsIn(content: string | Uint8Array, setting: Setting = {}): string[] {
  const error = errorIn(content, setting)
  return [error, ...error.others].map(
    ({ place, path, message, hint }) => `${place ? `${place.line}:${place.column} ` : ''}${path ?? ''}: ${message} | ${hint ?? ''}`,
  )
}

export function errorIn(content: string | Uint8Array, setting: Setting = {}): DynoError {
  try {
    loadText(content, setting)
  } catch (error) {
    if (error instanceof DynoError) return error
    throw error
  }
  throw new Error('the file was accepted')
}
