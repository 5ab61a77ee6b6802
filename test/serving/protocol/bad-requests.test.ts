import { Agent } from 'node:http'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { binaryRequest, call, goodBody, goodInput, inferPath, jsonOf } from '../calling.ts'
import { type RunningReplica, startReplica } from '../replica-process.ts'

const withInput = (more: object) => ({ body: JSON.stringify({ inputs: [{ ...goodInput, ...more }] }) })
const binary = binaryRequest()
const headed = (length: string) => ({ ...binary, headers: { 'inference-header-content-length': length } })

const badRequests: [string, { body: string | Buffer; headers?: Record<string, string | number> }, RegExp][] = [
  ['no JSON', { body: '{"inputs": [' }, /the body is not JSON/],
  ['an empty body', { body: '', headers: { 'content-length': 0 } }, /the body is not JSON/],
  ['JSON that is no object', { body: '[]' }, /the body must be a JSON object/],
  ['no inputs', { body: '{}' }, /inputs must be a list/],
  ['an input that is no object', { body: '{"inputs":[1]}' }, /each of inputs must be a JSON object/],
  ['too few inputs', { body: '{"inputs":[]}' }, /input input is missing/],
  ['an input twice', { body: JSON.stringify({ inputs: [goodInput, goodInput] }) }, /input input is there twice/],
  ['an unknown input', withInput({ name: 'image' }), /no input "image"; it has input/],
  ['a name that is no text', withInput({ name: 5 }), /the name of an input must be text/],
  ['another datatype', withInput({ datatype: 'INT64' }), /input input must be of datatype FP32/],
  ['another shape', withInput({ shape: [4] }), /input input must have the shape \[-1,4\], where -1 is any size/],
  ['a larger shape', withInput({ shape: [1, 5] }), /input input must have the shape \[-1,4\]/],
  ['no shape', withInput({ shape: undefined }), /input input must have the shape \[-1,4\], where -1 is any size/],
  ['too few values', withInput({ data: [1, 2, 3] }), /must have 4 values, not 3/],
  ['too many values', withInput({ data: [[1, 2, 3, 4, 5]] }), /must have 4 values, not 5/],
  ['text as a value', withInput({ data: [1, 2, 3, '4'] }), /value 3 of input input is no FP32/],
  ['null as a value', withInput({ data: [null, 2, 3, 4] }), /value 0 of input input is no FP32/],
  ['no data', withInput({ data: undefined }), /the data of input input must be a list/],
  ['parameters that are no object', withInput({ parameters: 1 }), /the parameters of input input must be a JSON object/],
  ['data in both forms', withInput({ parameters: { binary_data_size: 16 } }), /both data and binary_data_size/],
  ['an id that is no text', { body: goodBody({ id: 7 }) }, /id must be text/],
  ['an unknown output', { body: goodBody({ outputs: [{ name: 'logits' }] }) }, /no output "logits"; it has output/],
  ['an output twice', { body: goodBody({ outputs: [{ name: 'output' }, { name: 'output' }] }) }, /output output is asked for twice/],
  ['outputs that are no list', { body: goodBody({ outputs: 'output' }) }, /outputs must be a list/],
  ['a length that is no number', headed('many'), /Inference-Header-Content-Length must be/],
  ['a length beyond the body', headed('100000'), /Inference-Header-Content-Length must be/],
  ['a length that is too short', headed('10'), /the body is not JSON/],
  [
    'a length that is too long',
    headed(String(binary.headers['inference-header-content-length'] + 1)),
    /the body is not JSON|the binary data ends/,
  ],
  [
    'a binary size that is not the shape’s',
    { body: withInput({ data: undefined, parameters: { binary_data_size: 8 } }).body },
    /takes 16 bytes/,
  ],
  ['binary data that ends early', { ...binary, body: binary.body.subarray(0, -1) }, /the binary data ends before input input does/],
  ['bytes that follow', { ...binary, body: Buffer.concat([binary.body, Buffer.from('xy')]) }, /2 bytes follow that belong to no input/],
]

async function expectGood({ port }: RunningReplica) {
  expect(await call(port, inferPath, { body: goodBody() })).toMatchObject({ status: 200 })
}

test('each way to ask wrongly is told in one sentence, and a good request right after is answered', async () => {
  const replica = await startReplica()
  for (const [what, request, sentence] of badRequests) {
    const answer = await call(replica.port, inferPath, { method: 'POST', ...request })
    expect({ what, status: answer.status, body: jsonOf(answer) }).toEqual({
      what,
      status: 400,
      body: { error: expect.stringMatching(sentence) },
    })
    await expectGood(replica)
  }
  expect(replica.log()).toBe('')
})

test('a wrong path or method is told, with the methods that are right', async () => {
  const replica = await startReplica()
  const cases = [
    { method: 'GET', path: inferPath, status: 405, allow: 'POST' },
    { method: 'PUT', path: inferPath, status: 405, allow: 'POST' },
    { method: 'POST', path: '/v2/health/live', status: 405, allow: 'GET, HEAD' },
    { method: 'DELETE', path: '/v2/models/tiny', status: 405, allow: 'GET, HEAD' },
    { method: 'GET', path: '/', status: 404 },
    { method: 'POST', path: '/v2/models/resnet50/infer', status: 404 },
    { method: 'POST', path: '/v2/models/tiny/versions/2/infer', status: 404 },
    { method: 'POST', path: '/v2/models/%/infer', status: 404 },
  ]
  for (const { method, path, status, allow } of cases) {
    const answer = await call(replica.port, path, { method, body: goodBody() })
    expect({ method, path, status: answer.status, allow: answer.headers.allow }).toEqual({ method, path, status, allow })
    expect(jsonOf(answer)).toEqual({ error: expect.any(String) })
  }
  await expectGood(replica)
})

test('a body that is too large is refused while its sender still hears it, announced or not', async () => {
  const replica = await startReplica()
  const body = Buffer.alloc(100_000_000, ' ')
  const ways: Record<string, string | number>[] = [{ 'content-length': body.length }, { 'transfer-encoding': 'chunked' }]
  for (const headers of [...ways, ...ways]) {
    const answer = await call(replica.port, inferPath, { method: 'POST', headers, body })
    expect(answer.status).toBe(413)
    expect(jsonOf(answer).error).toMatch(/67108864 bytes at most/)
    await expectGood(replica)
  }
})

test('a compressed body is read, one that is none or grows too large is refused, and so are other encodings', async () => {
  const replica = await startReplica()
  const ask = async (encoding: string, body: Buffer) => {
    const answer = await call(replica.port, inferPath, { method: 'POST', headers: { 'content-encoding': encoding }, body })
    return { status: answer.status, error: jsonOf(answer).error, accepts: answer.headers['accept-encoding'] }
  }
  const good = Buffer.from(goodBody())
  const bomb = gzipSync(Buffer.alloc(65 * 2 ** 20, ' '))
  expect(bomb.length).toBeLessThan(100_000)
  for (const encoding of ['gzip', 'GZIP', 'x-gzip']) expect(await ask(encoding, gzipSync(good))).toMatchObject({ status: 200 })
  expect(await ask('identity', good)).toMatchObject({ status: 200 })
  expect(await ask('gzip', bomb)).toMatchObject({ status: 413, error: expect.stringMatching(/67108864 bytes at most, uncompressed/) })
  for (const wrong of [good, gzipSync(good).subarray(0, -9)]) {
    expect(await ask('gzip', wrong)).toMatchObject({ status: 400, error: 'the body is no gzip' })
  }
  for (const encoding of ['br', 'deflate', 'gzip, gzip']) {
    expect(await ask(encoding, gzipSync(good))).toMatchObject({
      status: 415,
      error: expect.stringMatching(/with gzip, not/),
      accepts: 'gzip',
    })
  }
  const { headers, body } = binary
  expect(await call(replica.port, inferPath, { headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipSync(body) })).toMatchObject({
    status: 200,
  })
  await expectGood(replica)
  expect(replica.log()).toBe('')
})

test('a client that leaves in the middle of its body takes nothing with it', async () => {
  const replica = await startReplica()
  const socket = connect(replica.port, '127.0.0.1')
  await new Promise((resolve) => socket.write(`POST ${inferPath} HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"inputs"`, resolve))
  socket.destroy()
  await expectGood(replica)
  expect(replica.log()).toBe('')
})

/** Values in place of one value of a request, among them those that JSON allows and nobody expects. */
const strange = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(-1, 0.5, 2 ** 31, 2 ** 53, 1e308, '', '__proto__', 'constructor', null, [], {}, [[[]]], { binary_data_size: -16 }),
)
const places = [
  ['id'],
  ['inputs'],
  ['outputs'],
  ['parameters'],
  ['inputs', 0],
  ['inputs', 0, 'name'],
  ['inputs', 0, 'shape'],
  ['inputs', 0, 'shape', 0],
  ['inputs', 0, 'datatype'],
  ['inputs', 0, 'data'],
  ['inputs', 0, 'data', 2],
  ['inputs', 0, 'parameters'],
  ['outputs', 0, 'name'],
  ['outputs', 0, 'parameters'],
] as const

/** A request with one of its values replaced. */
function replaced(place: readonly (string | number)[], value: unknown): string {
  const request = { id: '1', parameters: {}, inputs: [structuredClone(goodInput)], outputs: [{ name: 'output', parameters: {} }] }
  let at = request as unknown as Record<string | number, unknown>
  for (const key of place.slice(0, -1)) at = at[key] as Record<string | number, unknown>
  at[place.at(-1) as string] = value
  return JSON.stringify(request)
}

const mutatedRequest = fc.oneof(
  fc.tuple(fc.constantFrom(...places), strange).map(([place, value]) => ({ body: replaced(place, value), headers: {} })),
  fc
    .record({
      cuts: fc.array(fc.record({ at: fc.nat(binary.body.length), drop: fc.nat(20), put: fc.uint8Array({ maxLength: 8 }) }), {
        minLength: 1,
        maxLength: 3,
      }),
      lengthOff: fc.constantFrom(0, 0, 0, 1, -1, 16, -1000, 1000),
    })
    .map(({ cuts, lengthOff }) => {
      let { body } = binary
      for (const { at, drop, put } of cuts) body = Buffer.concat([body.subarray(0, at), put, body.subarray(at + drop)])
      return { body, headers: { 'inference-header-content-length': binary.headers['inference-header-content-length'] + lengthOff } }
    }),
)

test('none of 10,000 changed requests, in JSON or in bytes, is a fault of the server’s, and it still serves', async () => {
  const replica = await startReplica()
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  onTestFinished(() => agent.destroy())
  const together = 40
  await fc.assert(
    fc.asyncProperty(fc.array(mutatedRequest, { minLength: together, maxLength: together }), async (requests) => {
      const answers = await Promise.all(requests.map((request) => call(replica.port, inferPath, { method: 'POST', agent, ...request })))
      for (const answer of answers) {
        expect([200, 400]).toContain(answer.status)
        if (answer.status === 400) expect(jsonOf(answer)).toEqual({ error: expect.any(String) })
      }
      await expectGood(replica)
    }),
    { numRuns: 10_000 / together },
  )
  expect(replica.log()).toBe('')
})
