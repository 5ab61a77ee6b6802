import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect, createServer as createSocketServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { realEffects } from '../../../src/base/effects.ts'
import { tiny } from '../../../src/serving/architecture/tiny.ts'
import { buildModel } from '../../../src/serving/index.ts'
import { seededWeights } from '../../../src/serving/onnx/weights.ts'
import { needs, service } from '../../services/service.ts'
import { testFolder } from '../replica-process.ts'

const bytes = tiny(seededWeights(9))
const sha256 = createHash('sha256').update(bytes).digest('hex')

async function freePort(): Promise<number> {
  const server = createSocketServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}

/** A server that gives the model at `/model.onnx`, and says how often it was asked. */
async function fileServer(answer: { status: number; body: Uint8Array }) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(answer.status)
    response.end(answer.body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { address: `http://127.0.0.1:${(server.address() as { port: number }).port}/model.onnx`, asked }
}

const build = (path: string, cacheFolder: string, sum = sha256, effects = realEffects) =>
  buildModel({ kind: 'file', path, sha256: sum }, { baseFolder: '/', cacheFolder }, effects)

test('a file at an address is fetched once, checked, and served under its own name', async () => {
  const cacheFolder = testFolder()
  const { address, asked } = await fileServer({ status: 200, body: bytes })
  for (let turn = 0; turn < 2; turn++) {
    const model = await build(address, cacheFolder)
    expect(model).toMatchObject({ name: 'model', sha256, sizeBytes: bytes.length, synthetic: false })
  }
  expect(asked).toEqual(['/model.onnx'])
})

test('what is not the file, an answer that is none, and an address without a server are told', async () => {
  const cacheFolder = testFolder()
  const other = await fileServer({ status: 200, body: Buffer.from('another file') })
  await expect(build(other.address, cacheFolder)).rejects.toMatchObject({ code: 'KD_MODEL_CHECKSUM' })
  const missing = await fileServer({ status: 404, body: Buffer.from('no') })
  await expect(build(missing.address, cacheFolder)).rejects.toMatchObject({
    code: 'KD_FETCH_FAILED',
    message: expect.stringMatching(/answers 404/),
  })
  await expect(build(`http://127.0.0.1:${await freePort()}/m.onnx`, cacheFolder)).rejects.toMatchObject({
    code: 'KD_FETCH_FAILED',
    message: expect.stringMatching(/ECONNREFUSED/),
  })
  await expect(build('s3://bucket', cacheFolder)).rejects.toMatchObject({ code: 'KD_SPEC_INVALID' })
  expect(readdirSync(cacheFolder)).toEqual([])
})

needs('versitygw')('a file in S3 is fetched with the keys of the environment, and refused with others', async () => {
  const [cacheFolder, store, port] = [testFolder(), testFolder(), await freePort()]
  mkdirSync(join(store, 'models', 'of mine'), { recursive: true })
  writeFileSync(join(store, 'models', 'of mine', 'm (1).onnx'), bytes)
  const keys = ['--access', 'key', '--secret', 'a-secret']
  const server = spawn(String(service('versitygw')), ['--port', `127.0.0.1:${port}`, ...keys, 'posix', store], { stdio: 'ignore' })
  onTestFinished(() => void server.kill())
  for (let isUp = false; !isUp; ) {
    isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
      onTestFinished(() => void socket.destroy())
    })
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const as = (secret: string) => ({
    ...realEffects,
    environment: { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: secret },
  })
  const address = 's3://models/of mine/m (1).onnx'
  const refused = await build(address, cacheFolder, sha256, as('another')).catch((error) => error)
  expect(refused).toMatchObject({ code: 'KD_FETCH_FAILED', message: expect.stringMatching(/answers 403/) })
  expect(refused.message + refused.hint).not.toContain('another')
  expect(await build(address, cacheFolder, sha256, as('a-secret'))).toMatchObject({ name: 'm--1-', sha256 })
})
