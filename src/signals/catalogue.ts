import { DynoError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import { acceleratorSignals } from './catalogue/accelerator.ts'
import { inferenceSignals } from './catalogue/inference.ts'
import { memorySignals } from './catalogue/memory.ts'
import { pressureSignals } from './catalogue/pressure.ts'
import { processorSignals } from './catalogue/processor.ts'
import { trafficSignals } from './catalogue/traffic.ts'
import type { SignalDefinition } from './contract.ts'

/** Every signal that there is, in the order in which people want to see them. */
export const catalogue: readonly SignalDefinition[] = [
  ...processorSignals,
  ...memorySignals,
  ...pressureSignals,
  ...trafficSignals,
  ...acceleratorSignals,
  ...inferenceSignals,
]

const byName = new Map(catalogue.map((definition) => [definition.name, definition]))

/** What a signal means; an unknown name is an error that suggests the nearest known one. */
export function signalNamed(name: string): SignalDefinition {
  const definition = byName.get(name)
  if (definition) return definition
  const near = nearest(name, byName.keys())
  throw new DynoError('KD_SIGNAL_UNKNOWN', `no signal is called ${JSON.stringify(name)}`, {
    hint: near ? `did you mean ${near}?` : 'docs/reference/signals.md lists every signal',
  })
}
