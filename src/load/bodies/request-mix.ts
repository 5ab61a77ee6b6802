import { seededRandom } from '../../base/random.ts'
import type { PreparedBody, PreparedRequest, RequestSet } from './request-set.ts'

/** One body of one request of the set, as a driver sends it. */
export interface SentBody extends Pick<PreparedBody, 'headers'>, Pick<PreparedRequest, 'path' | 'judged'> {
  /** Among all bodies of the set. */
  place: number
  /** The place of its request in the set. */
  request: number
  bytes: Buffer
}

/** Chooses what each request of a load carries. */
export interface RequestMix {
  bodies: readonly SentBody[]
  /** The same for the same seed, phase and number of the request, whichever driver asks and whatever it asked before. */
  choose(phase: number, id: number): SentBody
}

interface Entry {
  /** Chosen when a uniform 32-bit number is below this one, and not below that of an earlier entry. */
  below: number
  bodies: readonly SentBody[]
}

/** Makes the choice of requests by weight, and of the bodies of each with equal chances; choosing allocates nothing. */
export function requestMix({ requests, mixes }: RequestSet, seed: number): RequestMix {
  let place = 0
  const bodiesOf = requests.map(({ bodies, path, judged }, request) =>
    bodies.map(({ bytes, headers }): SentBody => {
      return { place: place++, request, path, judged, headers, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) }
    }),
  )
  const phases = mixes.map((mix, phase) => {
    const random = seededRandom(seed, `requests/${phase}`)
    const total = mix.reduce((sum, { weight }) => sum + weight, 0)
    let sum = 0
    const entries = mix.map(({ request, weight }): Entry => {
      sum += weight
      return { below: (sum / total) * 2 ** 32, bodies: bodiesOf[request] as SentBody[] }
    })
    return { entries, requestKey: random.nextUint32(), bodyKey: random.nextUint32() }
  })
  return {
    bodies: bodiesOf.flat(),
    choose(phase, id) {
      const { entries, requestKey, bodyKey } = phases[phase] as (typeof phases)[number]
      const drawn = scrambled(id, requestKey)
      let index = 0
      while (index < entries.length - 1 && drawn >= (entries[index] as Entry).below) index++
      const { bodies } = entries[index] as Entry
      return bodies[Math.floor((scrambled(id, bodyKey) / 2 ** 32) * bodies.length)] as SentBody
    },
  }
}

/** A uniform 32-bit number that follows from a place in a sequence and the key of the sequence. */
function scrambled(place: number, key: number): number {
  let mixed = Math.imul(place + 1, 0x9e3779b9) ^ key
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
  mixed = Math.imul(mixed ^ (mixed >>> 15) ^ key, 0x735a2d97)
  return (mixed ^ (mixed >>> 15)) >>> 0
}
