import type { SourcePlace } from '../base/errors.ts'
import type { LoadedExperiment } from './experiment.ts'
import { stepsOf, valueAt } from './paths.ts'
import { placeAt } from './source.ts'
import { parseYaml, pathSeparator } from './yaml.ts'

/** Where a text stands in the experiment file as the value at a path, for trouble with what it names; undefined when it came from elsewhere. */
export function placeOf({ source }: LoadedExperiment, path: string, text: string): SourcePlace | undefined {
  const { value, spots } = parseYaml(source.path, source.text)
  const steps = stepsOf(path)
  const spot = valueAt(value, steps) === text ? spots.get(steps.join(pathSeparator)) : undefined
  return spot && placeAt(source.path, source.text, spot.value[0], spot.value[1] - spot.value[0])
}
