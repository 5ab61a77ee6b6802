import { type InferenceSession, Tensor } from 'onnxruntime-node'

/** How a decoder's tokens become a sentence. */
export interface Decoding {
  /** Tokens that every sentence begins with; they are not told. */
  prompt: readonly number[]
  /** The token that ends a sentence; no token above it is text. */
  end: number
  /** Tokens that are never chosen. */
  suppressed: readonly number[]
  /** Tokens that are not chosen first, beside the end. */
  notFirst: readonly number[]
}

type Tensors = Record<string, Tensor>

/** Writes the likeliest token after the likeliest token, each from a decoder step that keeps the keys and values of those before. */
export function greedyDecoder(session: InferenceSession, { prompt, end, suppressed, notFirst }: Decoding) {
  const never = new Set(suppressed)
  const neverFirst = new Set([...suppressed, ...notFirst, end])
  const nothingYet = emptyCache(session)
  return async (heard: Tensors, mostTokens: number): Promise<number[]> => {
    const tokens: number[] = []
    let cache = nothingYet
    let next: readonly number[] = prompt
    while (tokens.length < mostTokens) {
      const given = { tokens: new Tensor('int64', BigInt64Array.from(next, BigInt), [1, next.length]) }
      const { logits, ...present } = await session.run({ ...given, ...heard, ...cache })
      const token = likeliest(logits as Tensor, end, tokens.length === 0 ? neverFirst : never)
      if (token === end) break
      tokens.push(token)
      next = [token]
      cache = renamed(present)
    }
    return tokens
  }
}

/** The token with the highest score at the last place, among text and the end. */
function likeliest({ data, dims }: Tensor, end: number, never: ReadonlySet<number>): number {
  const scores = data as Float32Array
  const last = scores.length - (dims[2] as number)
  let best = -1
  let bestScore = Number.NEGATIVE_INFINITY
  for (let token = 0; token <= end; token++) {
    const score = scores[last + token] as number
    if (score > bestScore && !never.has(token)) {
      best = token
      bestScore = score
    }
  }
  if (best < 0) throw new Error('the decoder scored no token')
  return best
}

function emptyCache({ inputMetadata }: InferenceSession): Tensors {
  const cache: Tensors = {}
  for (const input of inputMetadata) {
    if (!input.isTensor || !input.name.startsWith('past.')) continue
    const [, heads, , size] = input.shape
    cache[input.name] = new Tensor('float32', new Float32Array(0), [1, Number(heads), 0, Number(size)])
  }
  return cache
}

function renamed(present: Tensors): Tensors {
  return Object.fromEntries(Object.entries(present).map(([name, tensor]) => [name.replace('present.', 'past.'), tensor]))
}
