import { valuesOf } from '../../../base/datatype.ts'
import type { TfliteNetwork } from './read-tflite.ts'
import { refusal } from './refusal.ts'

/** The constants of a network by their tensors' numbers; weights that are kept as 16-bit floats count as what they are turned to. */
export interface Constants {
  has(tensor: number): boolean
  floats(tensor: number): Float32Array
  integers(tensor: number): number[]
}

/** Reads the constants of a network. */
export function constantsOf({ tensors, operators }: TfliteNetwork): Constants {
  const sources = new Map(tensors.flatMap((tensor, index) => (tensor.bytes.length > 0 ? [[index, tensor]] : [])))
  for (const { name, inputs, outputs } of operators) {
    if (name !== 'DEQUANTIZE') continue
    const [from = -1] = inputs
    const [to = -1] = outputs
    const source = sources.get(from)
    if (source?.type !== 'FLOAT16') throw refusal(`DEQUANTIZE of ${source?.type ?? 'what is computed'}`)
    sources.set(to, source)
  }
  const sourceOf = (tensor: number) => {
    const source = sources.get(tensor)
    if (!source) throw refusal(`weights that are computed (${tensors[tensor]?.name || `tensor ${tensor}`})`)
    return source
  }
  return {
    has: (tensor) => sources.has(tensor),
    floats(tensor) {
      const { type, bytes } = sourceOf(tensor)
      if (type === 'FLOAT16') return fromHalfFloats(bytes)
      if (type === 'FLOAT32') return valuesOf('FP32', bytes) as Float32Array
      throw refusal(`weights of ${type}`)
    },
    integers(tensor) {
      const { type, bytes } = sourceOf(tensor)
      if (type !== 'INT32') throw refusal(`a list of ${type}`)
      return [...(valuesOf('INT32', bytes) as Int32Array)]
    },
  }
}

/** Widens 16-bit floats (IEEE 754 binary16, little-endian) to 32 bits. */
function fromHalfFloats(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Float32Array.from({ length: bytes.length / 2 }, (_, index) => {
    const bits = view.getUint16(2 * index, true)
    const sign = bits & 0x8000 ? -1 : 1
    const exponent = (bits >> 10) & 0x1f
    const fraction = bits & 0x3ff
    if (exponent === 0) return sign * fraction * 2 ** -24
    if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
  })
}
