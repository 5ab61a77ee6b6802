import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { kubedynoVersion } from '../../../src/base/version.ts'
import { needs, service } from '../../services/service.ts'
import { call, goodBody, inferPath, jsonOf } from '../calling.ts'
import { startReplica } from '../replica-process.ts'

needs('python')('Triton’s own client is served in JSON and binary form, compressed, in batches and with its errors', async () => {
  const replica = await startReplica()
  const script = join(import.meta.dirname, 'triton_client.py')
  const { stdout } = await promisify(execFile)(String(service('python')), [script, `127.0.0.1:${replica.port}`])
  const told = JSON.parse(stdout)
  const expected = jsonOf(await call(replica.port, inferPath, { body: goodBody() })).outputs[0].data as number[]
  const row = expected.map((value) => expect.closeTo(value, 5))
  expect(told).toMatchObject({
    live: true,
    ready: true,
    'model ready': true,
    'version ready': true,
    'another version ready': false,
    server: { name: 'kubedyno', version: kubedynoVersion(), extensions: ['binary_tensor_data'] },
    model: { name: 'tiny', versions: ['1'], parameters: { synthetic: true } },
    id: '42',
    gzip: [row],
    timeout: [row],
    batch: [row, row, row],
    'unknown model': { status: '404', message: expect.stringMatching(/nothing is at/) },
    'wrong shape': { status: '400', message: expect.stringMatching(/must have the shape/) },
  })
  expect(Object.values(told.forms)).toEqual(Array(4).fill([row]))
  expect(told.async).toEqual(Array(8).fill([row]))
})
