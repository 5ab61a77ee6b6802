import { InferenceSession, Tensor } from 'onnxruntime-node'
import { beforeAll, expect, test } from 'vitest'
import { realEffects } from '../../../src/base/effects.ts'
import { kubedynoVersion } from '../../../src/base/version.ts'
import { tiny } from '../../../src/serving/architecture/tiny.ts'
import { buildModel } from '../../../src/serving/index.ts'
import { seededWeights } from '../../../src/serving/onnx/weights.ts'
import { binaryOutputs, binaryRequest, call, goodBody, goodInput, inferPath, jsonOf } from '../calling.ts'
import { catalogueModel, modelFile, type RunningReplica, startReplica } from '../replica-process.ts'

let expected: number[]
beforeAll(async () => {
  const session = await InferenceSession.create((await catalogueModel('tiny')).path)
  const outputs = await session.run({ input: new Tensor('float32', Float32Array.from(goodInput.data), [1, 4]) })
  expected = Array.from((outputs.output as Tensor).data as Float32Array)
})

const outputIn = (data: number[]) => [{ name: 'output', datatype: 'FP32', shape: [1, 2], data }]

test('server and model tell what they are, with and without a version', async () => {
  const { port } = await startReplica()
  const get = async (path: string) => {
    const answer = await call(port, path)
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } })
    return jsonOf(answer)
  }
  expect(await get('/v2')).toEqual({ name: 'kubedyno', version: kubedynoVersion(), extensions: ['binary_tensor_data'] })
  expect(await get('/v2/health/live')).toEqual({ live: true })
  expect(await get('/v2/health/ready')).toEqual({ ready: true })
  for (const version of ['', '/versions/1']) {
    expect(await get(`/v2/models/tiny${version}/ready`)).toEqual({ name: 'tiny', ready: true })
    expect(await get(`/v2/models/tiny${version}?verbose`)).toEqual({
      name: 'tiny',
      versions: ['1'],
      platform: 'onnxruntime_onnx',
      inputs: [{ name: 'input', datatype: 'FP32', shape: [-1, 4] }],
      outputs: [{ name: 'output', datatype: 'FP32', shape: [-1, 2] }],
      parameters: { synthetic: true, weights: 'from a seed', parameters: 58, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    })
    const answer = await call(port, `/v2/models/tiny${version}/infer`, { body: goodBody() })
    expect(jsonOf(answer)).toEqual({ model_name: 'tiny', model_version: '1', outputs: outputIn(expected) })
  }
  const head = await call(port, '/v2/health/ready', { method: 'HEAD' })
  expect(head).toMatchObject({ status: 200, body: Buffer.alloc(0) })
  expect((await call(port, '/v2/models/tiny/versions/12')).status).toBe(404)
})

test('an answer is that of ONNX Runtime itself, whichever form the request and the answer have', async () => {
  const { port } = await startReplica()
  const asked = { outputs: [{ name: 'output', parameters: { binary_data: true } }] }
  const forms = {
    'JSON in, JSON out': { body: goodBody() },
    'nested JSON': { body: JSON.stringify({ inputs: [{ ...goodInput, data: [goodInput.data] }] }) },
    'binary in, JSON out': binaryRequest(),
    'JSON out for one output of a binary answer': binaryRequest({
      parameters: { binary_data_output: true },
      outputs: [{ name: 'output', parameters: { binary_data: false } }],
    }),
  }
  for (const [form, request] of Object.entries(forms)) {
    const answer = await call(port, inferPath, request)
    expect(answer.headers, form).toMatchObject({ 'content-type': 'application/json' })
    expect(jsonOf(answer).outputs, form).toEqual(outputIn(expected))
  }
  for (const request of [
    binaryRequest({ parameters: { binary_data_output: true } }),
    binaryRequest(asked),
    { body: goodBody(asked), headers: { 'inference-header-content-length': Buffer.byteLength(goodBody(asked)) } },
  ]) {
    const answer = await call(port, inferPath, request)
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/octet-stream' } })
    expect(binaryOutputs(answer)).toEqual({ output: expected })
  }
})

test('an id comes back, also in a binary answer, and asking for no output gives none', async () => {
  const { port } = await startReplica()
  expect(jsonOf(await call(port, inferPath, { body: goodBody({ id: 'ä "1"', outputs: [{ name: 'output' }] }) }))).toMatchObject({
    id: 'ä "1"',
    outputs: outputIn(expected),
  })
  const binary = await call(port, inferPath, binaryRequest({ id: 'ö', parameters: { binary_data_output: true } }))
  expect(binary.body.toString()).toContain('"id":"ö"')
  expect(binaryOutputs(binary)).toEqual({ output: expected })
  expect(jsonOf(await call(port, inferPath, { body: goodBody({ outputs: [] }) })).outputs).toEqual([])
})

test('the stages of an answer are told, none is negative, and together they take no longer than the caller waited', async () => {
  const { port } = await startReplica()
  for (let count = 0; count < 20; count++) {
    const { headers, wallMs } = await call(port, inferPath, { body: goodBody() })
    const stages = String(headers['server-timing']).split(', ')
    expect(stages.map((stage) => stage.split(';dur=')[0])).toEqual(['decode', 'queue', 'infer', 'encode'])
    const times = stages.map((stage) => Number(stage.split(';dur=')[1]))
    expect(Math.min(...times)).toBeGreaterThanOrEqual(0)
    expect(times.reduce((sum, ms) => sum + ms)).toBeLessThanOrEqual(wallMs)
  }
})

test('a model with a free batch is served one by one and in batches, with the same values', async () => {
  const { choice, places } = modelFile(tiny(seededWeights(1)))
  const model = await buildModel(choice, places, realEffects)
  expect(model).toMatchObject({ name: 'my-model', synthetic: false, inputs: [{ shape: [1, 4] }], outputs: [{ shape: [-1, 2] }] })
  const { port }: RunningReplica = await startReplica({ model })
  const infer = async (rows: number) => {
    const input = { ...goodInput, shape: [rows, 4], data: Array.from({ length: rows }, () => goodInput.data) }
    return jsonOf(await call(port, '/v2/models/my-model/infer', { body: JSON.stringify({ inputs: [input] }) })).outputs[0]
  }
  expect(await infer(1)).toMatchObject({ shape: [1, 2], data: expected })
  expect(await infer(3)).toMatchObject({ shape: [3, 2], data: [...expected, ...expected, ...expected] })
})

test('what is not a number goes through as binary data, is written as null in JSON, and is no JSON itself', async () => {
  const { port } = await startReplica()
  const nan = binaryRequest({}, [Number.NaN, 1, Number.POSITIVE_INFINITY, 0])
  expect(jsonOf(await call(port, inferPath, nan)).outputs[0].data).toEqual([null, null])
  const binary = binaryRequest({ parameters: { binary_data_output: true } }, [Number.NaN, 1, 2, 3])
  expect(binaryOutputs(await call(port, inferPath, binary)).output).toEqual([Number.NaN, Number.NaN])
  const written = goodBody().replace('0.5', 'NaN')
  const refused = await call(port, inferPath, { body: written })
  expect([refused.status, jsonOf(refused)]).toEqual([400, { error: 'the body is not JSON' }])
  expect((await call(port, inferPath, { body: goodBody() })).status).toBe(200)
})
