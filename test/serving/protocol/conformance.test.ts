import { expect, test } from 'vitest'
import { z } from 'zod'
import { call, jsonOf } from '../calling.ts'
import { catalogueModel, type RunningReplica, startReplica } from '../replica-process.ts'

/** The JSON objects of the Open Inference Protocol v2, as its text defines them; further members are allowed. */
const tensor = z.object({ name: z.string(), datatype: z.string(), shape: z.array(z.number().int()) })
const serverMetadata = z.object({ name: z.string(), version: z.string(), extensions: z.array(z.string()) })
const modelMetadata = z.object({
  name: z.string(),
  versions: z.array(z.string()).optional(),
  platform: z.string(),
  inputs: z.array(tensor),
  outputs: z.array(tensor),
})
const inferResponse = z.object({
  model_name: z.string(),
  model_version: z.string().optional(),
  id: z.string().optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
  outputs: z.array(tensor.extend({ data: z.array(z.unknown()) })),
})
const errorResponse = z.strictObject({ error: z.string().min(1) })

const datatypes = ['BOOL', 'UINT8', 'UINT16', 'UINT32', 'UINT64', 'INT8', 'INT16', 'INT32', 'INT64', 'FP16', 'FP32', 'FP64', 'BYTES']

/** A request of the shape that the model's metadata asks for, with `rows` where a dimension is free; every value is 1. */
function requestFor({ inputs }: z.infer<typeof modelMetadata>, rows: number) {
  return inputs.map(({ name, datatype, shape }) => {
    const sizes = shape.map((size) => (size === -1 ? rows : size))
    return { name, datatype, shape: sizes, data: Array(sizes.reduce((product, size) => product * size, 1)).fill(1) }
  })
}

const models = ['tiny', 'number', 'lstm-forecaster', 'distilbert'] as const

test.for(models)('%s is told and served as the standard says, with a version and without', { timeout: 60_000 }, async (name) => {
  const replica = await startReplica({ model: await catalogueModel(name) })
  const get = async (path: string) => {
    const answer = await call(replica.port, path)
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } })
    return jsonOf(answer)
  }
  serverMetadata.parse(await get('/v2'))
  for (const path of ['/v2/health/live', '/v2/health/ready']) await get(path)
  for (const base of [`/v2/models/${name}`, `/v2/models/${name}/versions/1`]) {
    await get(`${base}/ready`)
    const told = modelMetadata.parse(await get(base))
    expect(told.name).toBe(name)
    for (const { datatype } of [...told.inputs, ...told.outputs]) expect(datatypes).toContain(datatype)
    const body = JSON.stringify({ id: 'a', parameters: { anything: true }, inputs: requestFor(told, 2) })
    const answer = await call(replica.port, `${base}/infer`, { body })
    expect(answer.status).toBe(200)
    const { id, model_name, model_version, outputs } = inferResponse.parse(jsonOf(answer))
    expect({ id, model_name, model_version }).toEqual({ id: 'a', model_name: name, model_version: '1' })
    expect(outputs.map((output) => output.name)).toEqual(told.outputs.map((output) => output.name))
    for (const { shape, data } of outputs) expect(data).toHaveLength(shape.reduce((product, size) => product * size, 1))
    for (const [index, { shape }] of outputs.entries()) {
      const declared = told.outputs[index]?.shape ?? []
      expect(shape).toHaveLength(declared.length)
      for (const [axis, size] of declared.entries()) if (size !== -1) expect(shape[axis]).toBe(size)
    }
  }
})

test('data may be nested or flat, only the outputs that are named are given, and an answer without an id has none', async () => {
  const replica = await startReplica()
  const ask = async (input: object, more: object = {}) => {
    const body = JSON.stringify({ inputs: [{ name: 'input', datatype: 'FP32', shape: [2, 4], ...input }], ...more })
    return inferResponse.parse(jsonOf(await call(replica.port, '/v2/models/tiny/infer', { body })))
  }
  const flat = await ask({ data: [1, 2, 3, 4, 5, 6, 7, 8] })
  const nested = await ask({
    data: [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ],
  })
  expect(nested).toEqual(flat)
  expect(flat.id).toBeUndefined()
  expect(flat.outputs[0]?.shape).toEqual([2, 2])
  expect(await ask({ data: [1, 2, 3, 4, 5, 6, 7, 8] }, { outputs: [{ name: 'output' }] })).toEqual(flat)
})

async function refused({ port }: RunningReplica, path: string, body?: string) {
  const answer = await call(port, path, body === undefined ? {} : { body })
  expect(answer.status).toBeGreaterThanOrEqual(400)
  expect(answer.status).toBeLessThan(500)
  errorResponse.parse(jsonOf(answer))
}

test('every error is a 4xx with an `error` text, whatever was asked wrongly', async () => {
  const replica = await startReplica()
  await refused(replica, '/v2/models/none')
  await refused(replica, '/v2/models/none/ready')
  await refused(replica, '/v2/models/none/infer', '{"inputs":[]}')
  await refused(replica, '/v2/models/tiny/versions/9')
  await refused(replica, '/v2/models/tiny/versions/9/infer', '{"inputs":[]}')
  await refused(replica, '/v2/models/tiny/infer', 'no json')
  await refused(replica, '/v2/models/tiny/infer', '{"inputs":[{"name":"input","datatype":"FP32","shape":[1,4],"data":[1]}]}')
})
