import type { RunEvent, RunFolder } from '../dataset/index.ts'
import type { Engine } from '../engine/index.ts'
import type { LoadedExperiment } from '../spec/index.ts'
import type { Models } from './models.ts'

/** What a run is carried out with. */
export interface RunContext {
  loaded: LoadedExperiment
  folder: RunFolder
  engine: Engine
  models: Models
  onEvent(event: RunEvent): void
}
