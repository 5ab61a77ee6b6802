import { type Datatype, datatypes, elementsOf } from '../../base/datatype.ts'
import { type Random, seededRandom } from '../../base/random.ts'
import type { TensorSpec, WireTensor } from './tensor.ts'

/** Integers stay below it, so that they are valid indices of any vocabulary. */
const integerLimit = 100

/** The bits of the halves from 0.125 to just below 1. */
const halves = { least: 0x3000, count: 0xc00 }

/** Makes up inputs that the model can take, from a seed; a free dimension gets size 1. */
export function sampleInputs(inputs: readonly TensorSpec[], seed: number, purpose: string): WireTensor[] {
  const random = seededRandom(seed, purpose)
  return inputs.map(({ datatype, shape }, index) => {
    const fixed = shape.map((size) => (size < 0 ? 1 : size))
    return { index, shape: fixed, bytes: sampleBytes(datatype, elementsOf(fixed), random) }
  })
}

function sampleBytes(datatype: Datatype, count: number, random: Random): Uint8Array {
  const { elementBytes, view } = datatypes[datatype]
  const values = view(new ArrayBuffer(count * elementBytes), 0, count)
  for (let index = 0; index < count; index++) {
    if (values instanceof BigInt64Array || values instanceof BigUint64Array)
      values[index] = BigInt(Math.floor(random.next() * integerLimit))
    else if (datatype === 'FP16') values[index] = halves.least + Math.floor(random.next() * halves.count)
    else if (datatype === 'FP32' || datatype === 'FP64') values[index] = random.next()
    else values[index] = Math.floor(random.next() * (datatype === 'BOOL' ? 2 : integerLimit))
  }
  return new Uint8Array(values.buffer)
}
