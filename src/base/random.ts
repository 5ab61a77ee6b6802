/** A stream of random numbers that its seed decides completely. */
export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  next(): number
  /** A 32-bit unsigned integer. */
  nextUint32(): number
}

/** Makes a random stream (xoshiro128**) from a seed; `purpose` gives independent streams for independent uses of one seed. */
export function seededRandom(seed: number, purpose: string): Random {
  let mix = hash32(`${seed}:${purpose}`)
  const splitMix = () => {
    mix = (mix + 0x9e3779b9) | 0
    let z = mix
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return (z ^ (z >>> 15)) >>> 0
  }
  let a = splitMix()
  let b = splitMix()
  let c = splitMix()
  let d = splitMix()
  const nextUint32 = () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = rotate(d, 11)
    return result
  }
  return { nextUint32, next: () => ((nextUint32() >>> 5) * 0x4000000 + (nextUint32() >>> 6)) / 0x20000000000000 }
}

/** Puts the items in an order that the random stream decides (Fisher-Yates), leaving the input as it was. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items]
  for (let last = result.length - 1; last > 0; last--) {
    const chosen = Math.floor(random.next() * (last + 1))
    const swap = result[last] as T
    result[last] = result[chosen] as T
    result[chosen] = swap
  }
  return result
}

/** A number from the normal distribution with mean 0 and variance 1 (Box-Muller). */
export function nextNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}

function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash
}
