import { damaged, reading } from '../damaged.ts'
import { floatsOf } from './floats.ts'
import type { NamedTensor, NamedTensors } from './named-tensors.ts'

const what = 'the CTranslate2 model'

/** By the number of a type in the file: the bytes of an element, and the bits of a floating-point one. */
const types: readonly { elementBytes: number; bits?: 32 | 16 }[] = [
  { elementBytes: 4, bits: 32 },
  { elementBytes: 1 },
  { elementBytes: 2 },
  { elementBytes: 4 },
  { elementBytes: 2, bits: 16 },
  { elementBytes: 2 },
]

/** Reads the floating-point tensors of a CTranslate2 `model.bin` of version 6; integers, which are settings, are left out. */
export function readCTranslate2(file: Uint8Array): NamedTensors {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  let at = 0
  const uint32 = () => {
    at += 4
    return view.getUint32(at - 4, true)
  }
  const text = () => {
    const start = at + 2
    at = start + view.getUint16(at, true)
    return new TextDecoder().decode(file.subarray(start, at - 1))
  }
  return reading(what, () => {
    const version = uint32()
    if (version !== 6) throw damaged(what, `it is of version ${version}, and only version 6 is known here`)
    text()
    uint32()
    const tensors = new Map<string, NamedTensor>()
    for (let left = uint32(); left > 0; left--) {
      const name = text()
      const shape = Array.from({ length: view.getUint8(at++) }, uint32)
      const type = types[view.getUint8(at++)]
      const sizeBytes = uint32()
      const count = shape.reduce((product, size) => product * size, 1)
      if (!type || sizeBytes !== count * type.elementBytes || at + sizeBytes > file.length) {
        throw damaged(what, `the bytes of ${name} do not fit its shape`)
      }
      if (type.bits) tensors.set(name, { shape, values: floatsOf(file.subarray(at, at + sizeBytes), type.bits) })
      at += sizeBytes
    }
    return tensors
  })
}
