import { z } from 'zod'
import { damaged, reading } from '../damaged.ts'
import { floatsOf } from './floats.ts'
import type { NamedTensor, NamedTensors } from './named-tensors.ts'

const tensorSchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().min(0)),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
})

const headerSchema = z.record(z.string(), z.union([tensorSchema, z.record(z.string(), z.string())]))

const what = 'the safetensors file'
const bitsOf: Record<string, 32 | 16> = { F32: 32, F16: 16 }

/** Reads the floating-point tensors of a safetensors file: the size of a header as 8 bytes, the header in JSON, then all numbers. */
export function readSafetensors(file: Uint8Array): NamedTensors {
  return reading(what, () => {
    const headerBytes = Number(new DataView(file.buffer, file.byteOffset, file.byteLength).getBigUint64(0, true))
    const data = file.subarray(8 + headerBytes)
    const header = headerSchema.parse(JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + headerBytes))))
    const tensors = new Map<string, NamedTensor>()
    for (const [name, facts] of Object.entries(header)) {
      const { data: tensor } = tensorSchema.safeParse(facts)
      const bits = tensor && bitsOf[tensor.dtype]
      if (!bits) continue
      const [start, end] = tensor.data_offsets
      const count = tensor.shape.reduce((product, size) => product * size, 1)
      if (end > data.length || end - start !== (count * bits) / 8) throw damaged(what, `the bytes of ${name} do not fit its shape`)
      tensors.set(name, { shape: tensor.shape, values: floatsOf(data.subarray(start, end), bits) })
    }
    return tensors
  })
}
