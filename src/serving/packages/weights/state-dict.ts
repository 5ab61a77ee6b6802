import { damaged, reading } from '../damaged.ts'
import { floatsOf } from './floats.ts'
import type { NamedTensor, NamedTensors } from './named-tensors.ts'
import { type Named, type Pickled, readPickle } from './pickle.ts'

const what = 'the PyTorch file'
const magic = 0x1950a86a20f9469cfc6cn

interface Storage {
  key: string
  elementBytes: number
  /** Null for integers. */
  bits: 32 | null
}

interface Lazy {
  storage: Storage
  offset: number
  shape: number[]
  strides: number[]
}

const storages: Record<string, Omit<Storage, 'key'>> = {
  'torch FloatStorage': { elementBytes: 4, bits: 32 },
  'torch LongStorage': { elementBytes: 8, bits: null },
}

/**
 * Reads the floating-point tensors of a dictionary that `torch.save` wrote before PyTorch 1.6: three pickles of facts, a pickle of the
 * dictionary, a pickle of the keys of its storages, then for each key its count of elements as 8 bytes and the elements.
 */
export function readStateDict(file: Uint8Array): NamedTensors {
  return reading(what, () => {
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
    let at = 0
    const next = () => {
      const { value, end } = readPickle(file, at, { named, persistent })
      at = end
      return value
    }
    if (next() !== magic) throw damaged(what, 'it does not begin as one of before PyTorch 1.6')
    next()
    next()
    const dictionary = next()
    const keys = next()
    if (!(dictionary instanceof Map) || !Array.isArray(keys)) throw damaged(what, 'it holds no dictionary of tensors')
    const lazy = [...dictionary].filter((entry): entry is [string, Lazy] => isLazy(entry[1]))
    const elementBytes = new Map(lazy.map(([, { storage }]) => [storage.key, storage.elementBytes]))
    const places = new Map<Pickled, Uint8Array>()
    for (const key of keys) {
      const sizeBytes = Number(view.getBigInt64(at, true)) * (elementBytes.get(String(key)) ?? Number.NaN)
      if (!(sizeBytes >= 0 && at + 8 + sizeBytes <= file.length)) throw damaged(what, `its storage ${String(key)} is cut off`)
      places.set(key, file.subarray(at + 8, at + 8 + sizeBytes))
      at += 8 + sizeBytes
    }
    const tensors = new Map<string, NamedTensor>()
    for (const [name, tensor] of lazy) {
      if (tensor.storage.bits) tensors.set(name, { shape: tensor.shape, values: valuesOf(name, tensor, places.get(tensor.storage.key)) })
    }
    return tensors
  })
}

/** The elements in the order of their places; a tensor may lie in its storage in another order. */
function valuesOf(name: string, { storage, offset, shape, strides }: Lazy, bytes: Uint8Array | undefined): Float32Array {
  const stored = floatsOf(bytes ?? new Uint8Array(), storage.bits ?? 32)
  const last = shape.reduce((sum, size, axis) => sum + (size - 1) * (strides[axis] ?? Number.NaN), offset)
  const count = shape.reduce((product, size) => product * size, 1)
  if (!(offset >= 0 && last < stored.length && count <= stored.length)) throw damaged(what, `${name} does not lie within its storage`)
  const values = new Float32Array(count)
  let filled = 0
  const fill = (axis: number, place: number) => {
    if (axis === shape.length) values[filled++] = stored[place] as number
    else for (let step = 0; step < (shape[axis] as number); step++) fill(axis + 1, place + step * (strides[axis] as number))
  }
  fill(0, offset)
  return values
}

function rebuilt([storage, offset, shape, strides]: readonly Pickled[]): Pickled {
  return { storage, offset, shape, strides }
}

function named(name: string): Named | null {
  if (name === 'collections OrderedDict') return { call: () => new Map() }
  if (name === 'torch._utils _rebuild_tensor_v2') return { call: rebuilt }
  const storage = storages[name]
  return storage ? { ...storage, call: () => null } : null
}

/** A storage is named by `('storage', its type, its key, …)`. */
function persistent(id: Pickled): Pickled {
  const [, type, key] = Array.isArray(id) ? id : []
  if (typeof key !== 'string' || typeof type !== 'object' || type === null || !('elementBytes' in type)) {
    throw damaged(what, 'it names something outside that is no storage')
  }
  return { ...type, key }
}

function isLazy(value: Pickled): boolean {
  return typeof value === 'object' && value !== null && 'storage' in value
}
