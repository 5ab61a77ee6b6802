import type { BuiltModel } from './contract.ts'
import type { StepMeter } from './metrics/step-meter.ts'
import type { Asked, Service } from './service/service.ts'
import { sampleInputs } from './tensor/sample-inputs.ts'

/** Different inputs that a replica makes for itself, and uses in turn. */
const inputCount = 4

/** What a replica feeds to itself, one request after the other: bodies of its natural route where it can make them, else random tensors. */
export function fedRequests(model: BuiltModel, service: Service | null, seed: number): (meter: StepMeter) => Asked | Promise<Asked> {
  let count = 0
  const bodies = service?.samples?.(seed)
  if (service && bodies) {
    return (meter) => {
      const { body, contentType } = bodies[count++ % bodies.length] as (typeof bodies)[number]
      return service.read(body, contentType, meter)
    }
  }
  const asked = Array.from({ length: inputCount }, (_, index) => ({
    inputs: sampleInputs(model.inputs, seed, `fed/${index}`),
    answer: () => ({}),
  }))
  return () => asked[count++ % inputCount] as Asked
}
