import { damaged } from '../damaged.ts'

/** What a pickle can hold here. Anything that would run code in Python is not a value: `named` decides what a name stands for. */
export type Pickled = string | number | bigint | boolean | null | Pickled[] | Map<Pickled, Pickled> | Named | object

/** A callable of Python by its name, done without Python. */
export interface Named {
  call(args: readonly Pickled[]): Pickled
}

export interface PickleNames {
  /** What stands for a global of Python such as `collections OrderedDict`; null refuses it. */
  named(name: string): Named | null
  /** What stands for an object outside the pickle. */
  persistent(id: Pickled): Pickled
}

const what = 'the pickle'
const mark = Symbol('mark')

/**
 * Reads one pickle from `start` on and tells where it ends. It knows only the instructions that a dictionary of tensors needs, and makes
 * only plain values; every other instruction is refused.
 */
export function readPickle(file: Uint8Array, start: number, names: PickleNames): { value: Pickled; end: number } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const stack: (Pickled | typeof mark)[] = []
  const memo = new Map<number, Pickled>()
  let at = start

  const take = (sizeBytes: number) => {
    if (at + sizeBytes > file.length) throw damaged(what, 'it ends too early')
    at += sizeBytes
    return at - sizeBytes
  }
  const byte = () => view.getUint8(take(1))
  const uint32 = () => view.getUint32(take(4), true)
  const line = () => {
    const from = at
    const end = file.indexOf(0x0a, from)
    if (end < 0) throw damaged(what, 'it ends too early')
    at = end + 1
    return new TextDecoder().decode(file.subarray(from, end))
  }
  const pop = (): Pickled => {
    const value = stack.pop()
    if (value === undefined || value === mark) throw damaged(what, 'it takes a value that is not there')
    return value
  }
  const popToMark = (): Pickled[] => {
    const from = stack.lastIndexOf(mark)
    if (from < 0) throw damaged(what, 'it has no mark where it needs one')
    const values = stack.splice(from).slice(1)
    return values as Pickled[]
  }
  const top = <Kind>(isKind: (value: unknown) => value is Kind): Kind => {
    const value = stack.at(-1)
    if (!isKind(value)) throw damaged(what, 'it changes a value of another kind')
    return value
  }
  const setItems = (items: readonly Pickled[]) => {
    const map = top((value): value is Map<Pickled, Pickled> => value instanceof Map)
    for (let item = 0; item + 1 < items.length; item += 2) map.set(items[item] as Pickled, items[item + 1] as Pickled)
  }
  const append = (items: readonly Pickled[]) => top((value): value is Pickled[] => Array.isArray(value)).push(...items)
  const remember = (slot: number) =>
    memo.set(
      slot,
      top((value): value is Pickled => value !== undefined && value !== mark),
    )
  const recall = (slot: number) => {
    const value = memo.get(slot)
    if (value === undefined) throw damaged(what, 'it recalls a value that it has not kept')
    stack.push(value)
  }
  const named = (name: string) => {
    const found = names.named(name)
    if (!found) throw damaged(what, `it asks for ${name}, which no dictionary of tensors needs`)
    return found
  }
  const call = (args: Pickled, callee: Pickled) => {
    if (!Array.isArray(args) || typeof callee !== 'object' || callee === null || !('call' in callee))
      throw damaged(what, 'it calls no callable')
    return (callee as Named).call(args)
  }
  const long = (sizeBytes: number) => {
    let value = 0n
    const from = take(sizeBytes)
    for (let index = sizeBytes - 1; index >= 0; index--) value = value * 256n + BigInt(file[from + index] as number)
    return BigInt.asIntN(sizeBytes * 8, value)
  }

  const instructions: Record<string, () => unknown> = {
    '\x80': () => byte(),
    '\x8a': () => stack.push(long(byte())),
    J: () => stack.push(view.getInt32(take(4), true)),
    K: () => stack.push(byte()),
    M: () => stack.push(view.getUint16(take(2), true)),
    X: () => {
      const sizeBytes = uint32()
      const from = take(sizeBytes)
      stack.push(new TextDecoder().decode(file.subarray(from, from + sizeBytes)))
    },
    N: () => stack.push(null),
    '\x88': () => stack.push(true),
    '\x89': () => stack.push(false),
    '}': () => stack.push(new Map()),
    ']': () => stack.push([]),
    ')': () => stack.push([]),
    '(': () => stack.push(mark),
    t: () => stack.push(popToMark()),
    '\x85': () => stack.push([pop()]),
    '\x86': () => stack.push([pop(), pop()].reverse()),
    '\x87': () => stack.push([pop(), pop(), pop()].reverse()),
    q: () => remember(byte()),
    r: () => remember(uint32()),
    h: () => recall(byte()),
    j: () => recall(uint32()),
    s: () => setItems([pop(), pop()].reverse()),
    u: () => setItems(popToMark()),
    a: () => append([pop()]),
    e: () => append(popToMark()),
    c: () => stack.push(named(`${line()} ${line()}`)),
    R: () => stack.push(call(pop(), pop())),
    Q: () => stack.push(names.persistent(pop())),
    // State beside the items of a dictionary, such as versions of layers, is of no use here.
    b: () => pop(),
  }

  for (;;) {
    const code = String.fromCharCode(byte())
    if (code === '.') return { value: pop(), end: at }
    const instruction = instructions[code]
    if (!instruction)
      throw damaged(what, `it holds the instruction 0x${code.charCodeAt(0).toString(16)}, which no dictionary of tensors needs`)
    instruction()
  }
}
