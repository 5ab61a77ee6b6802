import { DynoError } from '../../base/errors.ts'
import type { BodyChoice, Load, MixedRequest } from '../../spec/index.ts'
import type { BodyFiles } from './body-files.ts'
import type { LoadInput } from './load-input.ts'
import { gzipped, makeBodies } from './make-bodies.ts'
import type { RequestBody } from './request-body.ts'

/** All that a load sends, made before it begins: plain data, whose bodies lie in memory that threads share. */
export interface RequestSet {
  /** Those that the load names, in its order; behind them the one without a name, for phases without a mix. */
  requests: PreparedRequest[]
  /** For each phase, what it mixes: places in the list above. */
  mixes: { request: number; weight: number }[][]
}

export interface PreparedRequest {
  name: string | null
  path: string
  /** Whether an answer must be one of the Open Inference Protocol to be good, or just whole and of the 2xx class. */
  judged: 'inference' | 'any'
  bodies: PreparedBody[]
}

/** A body as in `RequestBody`, in shared memory. */
export type PreparedBody = Omit<RequestBody, 'bytes'> & { bytes: Uint8Array }

interface RequestSource {
  load: Pick<Load, 'phases' | 'requests' | 'encoding'>
  target: { model: string; inputs: readonly LoadInput[] }
  seed: number
  /** What the requests that are made of files carry. */
  files?: BodyFiles
}

/** What all bodies that are made may take together, when each request has more than one. */
const madeBytes = 64 * 2 ** 20

/** Makes every request of a load; the same load and seed give the same bytes. */
export async function prepareRequests({ load, target, seed, files = new Map() }: RequestSource): Promise<RequestSet> {
  const named = load.requests ?? []
  const wanted: (Omit<MixedRequest, 'name'> & { name: string | null })[] = [...named]
  if (load.phases.some(({ mix }) => mix === undefined)) {
    wanted.push({ name: null, path: null, body: { kind: 'tensors', encoding: load.encoding }, contentType: null, gzip: false })
  }
  const inferPath = `/v2/models/${encodeURIComponent(target.model)}/infer`
  const limitBytes = madeBytes / wanted.length
  const bodiesOf = async (name: string | null, body: BodyChoice) => {
    if (body.kind !== 'files') return madeBodies(body, target.inputs, seed, limitBytes)
    const read = files.get(name ?? '')
    if (!read) throw new Error(`the files of request ${name} were not read`)
    return read
  }
  const requests: PreparedRequest[] = []
  for (const { name, path, body, contentType, gzip } of wanted) {
    const bodies = await bodiesOf(name, body)
    requests.push({
      name,
      path: path ?? inferPath,
      judged: path === null || path === inferPath ? 'inference' : 'any',
      bodies: bodies.map((made) => {
        const typed = contentType === null ? made : { ...made, headers: { ...made.headers, 'content-type': contentType } }
        return shared(gzip ? gzipped(typed) : typed)
      }),
    })
  }
  const placeOf = (request: string) => named.findIndex(({ name }) => name === request)
  return {
    requests,
    mixes: load.phases.map(
      ({ mix }) =>
        mix?.map(({ request, weight }) => ({ request: placeOf(request), weight })) ?? [{ request: requests.length - 1, weight: 1 }],
    ),
  }
}

async function madeBodies(...[body, ...how]: Parameters<typeof makeBodies>): Promise<RequestBody[]> {
  try {
    return await makeBodies(body, ...how)
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new DynoError('KD_RUN_FAILED', `a body of ${body.kind} does not fit into memory: ${cause.message}`, {
      cause,
      hint: 'a model with smaller inputs, or another body, will do',
    })
  }
}

function shared({ bytes, ...rest }: RequestBody): PreparedBody {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length))
  copy.set(bytes)
  return { ...rest, bytes: copy }
}
