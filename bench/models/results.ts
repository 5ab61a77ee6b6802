import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import type { TensorSpec } from '../../src/serving/tensor/tensor.ts'

/** Where the figures of the last whole run are kept, for the page that is made of them. */
const path = 'bench/results/models.json'

export interface Times {
  medianMs: number
  p95Ms: number
  n: number
}

/** What was measured of one model. */
export interface ModelFigures {
  weights: string
  synthetic: boolean
  inputs: TensorSpec[]
  /** What it was asked, in words. */
  asked: string
  /** Of all its files. */
  sizeBytes: number
  /** From a fresh process to a loaded program. */
  loadMs: number
  /** Both processes of a replica after their first inference; what is shared counts once. */
  replicaBytes: number
  bare: Times
  /** Through a replica, without decoding. */
  served: Times
  decodeMs: number
  /** How many times the bare program's median the served one is: the middle of all turns. */
  ratio: number
}

/** What replicas of one model beside each other need and give. */
export interface ReplicasFigures {
  replicas: number
  bytes: number
  medianMs: number
  p95Ms: number
  perSecond: number
  n: number
}

export interface ModelsResults {
  /** ISO date. */
  measuredOn: string
  machine: { cpu: string; cores: number; memoryBytes: number; kernel: string }
  versions: Record<string, string>
  models: Record<string, ModelFigures>
  replicas: ReplicasFigures[]
  secondReplica: number
  coldStartMs: number
  decodeMs: number
}

/** The figures that are kept. */
export function readResults(): ModelsResults {
  return JSON.parse(readFileSync(path, 'utf8')) as ModelsResults
}

/** Keeps figures, with three digits each, formatted as the linter wants them. */
export function writeResults(results: ModelsResults): void {
  const rounded = (_key: string, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(3)) : value
  writeFileSync(path, `${JSON.stringify(results, rounded, 2)}\n`)
  execFileSync('node_modules/.bin/biome', ['format', '--write', path], { stdio: 'ignore' })
}
