import { gzipSync } from 'node:zlib'
import { type Random, seededRandom } from '../../base/random.ts'
import type { BodyChoice } from '../../spec/index.ts'
import { audioBody } from './audio.ts'
import { jpegBody } from './jpeg.ts'
import type { LoadInput } from './load-input.ts'
import type { RequestBody } from './request-body.ts'
import { tensorBody } from './tensors.ts'
import { textBody } from './text.ts'

/** As many different bodies are made. */
const poolCount = 8

type MadeBody = Exclude<BodyChoice, { kind: 'files' }>

/**
 * Makes some bodies ahead of the load, so that they cost nothing while it is under way: fewer, but at least one, when they would take more than
 * `limitBytes` together. What they hold follows from the seed and what is asked for, whatever the request is called.
 */
export async function makeBodies(body: MadeBody, inputs: readonly LoadInput[], seed: number, limitBytes: number): Promise<RequestBody[]> {
  const purpose = body.kind === 'tensors' ? 'inputs' : body.kind
  const bodies: RequestBody[] = []
  let sizeBytes = 0
  do {
    const made = await make(body, inputs, seededRandom(seed, `${purpose}/${bodies.length}`))
    sizeBytes = Math.max(sizeBytes, made.bytes.length)
    bodies.push(made)
  } while (bodies.length < poolCount && (bodies.length + 1) * sizeBytes <= limitBytes)
  return bodies
}

function make(body: MadeBody, inputs: readonly LoadInput[], random: Random): RequestBody | Promise<RequestBody> {
  switch (body.kind) {
    case 'tensors':
      return tensorBody(inputs, body.encoding, random)
    case 'jpeg':
      return jpegBody(body, random)
    case 'text':
      return textBody(body, random)
    case 'audio':
      return audioBody(body, random)
  }
}

/** The same body, compressed. */
export function gzipped({ bytes, headers, ...rest }: RequestBody): RequestBody {
  return { ...rest, bytes: gzipSync(bytes), headers: { ...headers, 'content-encoding': 'gzip' } }
}
