import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { needs, service } from '../services/service.ts'
import { type Container, childrensWords, listensToSignals, startContainer } from './container.ts'
import { imageArchive } from './image-archive.ts'
import { type Image, unpackImage } from './unpack-image.ts'

const tried = needs('buildah', 'runc')
const runc = service('runc') ?? ''
const manifest = JSON.parse(readFileSync('package.json', 'utf8'))

describe('the image', () => {
  let folder = ''
  let image: Image
  const containers: Container[] = []

  beforeAll(async () => {
    if (!service('buildah') || !runc) return
    folder = mkdtempSync(join(tmpdir(), 'kubedyno-image-'))
    image = unpackImage(await imageArchive(), folder)
  }, 300_000)

  afterEach(() => Promise.all(containers.splice(0).map((container) => container.close())))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const start = (words: string[], network: 'shared' | 'own' = 'shared') => {
    const container = startContainer(runc, { ...image, folder, network }, words)
    containers.push(container)
    return container
  }

  test('has the version of the package for a default', () => {
    expect(readFileSync('images/kubedyno/Dockerfile', 'utf8')).toContain(`ARG VERSION=${manifest.version}\n`)
  })

  tried('is smaller than 350 MB', () => {
    expect(image.sizeBytes).toBeLessThan(350e6)
  })

  tried('is run by a user without privileges, whom a cluster can tell by its number', () => {
    expect(image.config.User).toMatch(/^[1-9]\d*:[1-9]\d*$/)
  })

  tried('says what it is, in which version and under which licence', () => {
    expect(image.config.Labels).toMatchObject({
      'org.opencontainers.image.title': manifest.name,
      'org.opencontainers.image.version': manifest.version,
      'org.opencontainers.image.licenses': manifest.license,
    })
  })

  tried('holds native code of its own platform only', () => {
    const native = filesBelow(join(image.root, 'app')).filter((path) => /\.(node|dll|dylib|so[.\d]*)$/.test(path))
    expect(native.filter((path) => readFileSync(path).readUInt16LE(18) !== (process.arch === 'x64' ? 62 : 183))).toEqual([])
    const names = native.map((path) => path.replace(/.*\//, ''))
    expect(names.filter((name) => name.startsWith('libonnxruntime'))).toHaveLength(1)
    expect(names.filter((name) => name.startsWith('libvips'))).toHaveLength(1)
  })

  tried('holds what is published and what the lock file pins for it, and nothing for development', () => {
    const app = join(image.root, 'app')
    expect(readdirSync(app).sort()).toEqual(['LICENSE', 'README.md', 'node_modules', 'package.json', ...manifest.files].sort())
    const packages = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages as Record<string, { dev?: true }>
    const installed = Object.keys(JSON.parse(readFileSync(join(app, 'node_modules/.package-lock.json'), 'utf8')).packages)
    expect(installed.filter((path) => !packages[path] || packages[path].dev)).toEqual([])
    expect(Object.keys(manifest.dependencies).filter((name) => !installed.includes(`node_modules/${name}`))).toEqual([])
  })

  tried('runs `kubedyno version`', async () => {
    expect(await start(['version']).ended).toMatchObject({ code: 0, out: expect.stringContaining(manifest.version) })
  })

  tried('serves with nothing to write to but /cache, and answers what it accepted before SIGTERM ends it', async () => {
    const server = start(['serve', 'tiny', ...loopback, '--max-batch-size', '8', '--max-queue-delay', '3s'])
    const address = await addressOf(server)
    expect((await fetch(`${address}/v2/health/live`)).status).toBe(200)
    expect((await fetch(`${address}/v2/health/ready`)).status).toBe(200)
    expect(readFileSync(`/proc/${server.pid()}/status`, 'utf8')).toMatch(/^Uid:\s+65532\s+65532/m)

    const asked = fetch(`${address}/v2/models/tiny/infer`, {
      method: 'POST',
      body: JSON.stringify({ inputs: [{ name: 'input', datatype: 'FP32', shape: [1, 4], data: [1, 2, 3, 4] }] }),
    })
    const [, metrics = ''] = await server.printed(/metrics are at (\S+)/)
    while (!/^inference_queue_depth\S* 1$/m.test(await (await fetch(metrics)).text())) await setTimeout(20)
    server.kill('TERM')
    const answer = await asked
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ model_name: 'tiny', outputs: [{ data: expect.arrayContaining([expect.any(Number)]) }] })
    expect((await server.ended).code).toBe(0)
  })

  tried('serves to others without being told, on the ports that it declares', async () => {
    const server = start(['serve', 'tiny'], 'own')
    await server.printed(/metrics are at/)
    const sockets = readFileSync(`/proc/${server.pid()}/net/tcp`, 'utf8').split('\n').slice(1)
    const listening = sockets.map((line) => line.trim().split(/\s+/)).filter(([, , , state]) => state === '0A')
    const [anyAddress, metricsPort, requestsPort] = ['00000000', '1F40', '1F90']
    expect(listening.map(([, local]) => local).sort()).toEqual([`${anyAddress}:${metricsPort}`, `${anyAddress}:${requestsPort}`])
  })

  tried('computes with as many threads as the CPU limit of its container allows', async () => {
    const server = start(['serve', 'tiny', ...loopback])
    await addressOf(server)
    expect(childrensWords(server.pid() ?? 0).join('\n')).toContain('"threads":1')
  })

  tried('reads pictures', async () => {
    const address = await addressOf(start(['serve', 'efficientnet-lite0', ...loopback]))
    const body = await sharp({ create: { width: 64, height: 48, channels: 3, background: 'teal' } })
      .jpeg()
      .toBuffer()
    const answer = await fetch(`${address}/predict`, {
      method: 'POST',
      headers: { 'content-type': 'image/jpeg' },
      body: new Uint8Array(body),
    })
    expect(answer.status).toBe(200)
  })

  tried('ends at SIGTERM while it still builds its model, as process 1 too', async () => {
    const server = start(['serve', 'resnet50', ...loopback])
    for (let pid = server.pid(); !pid || !listensToSignals(pid); pid = server.pid()) await setTimeout(5)
    server.kill('TERM')
    expect((await server.ended).code).toBe(143)
  })
})

const loopback = ['--host', '127.0.0.1', '--port', '0', '--metrics-port', '0']

async function addressOf(server: Container): Promise<string> {
  return (await server.printed(/ready at (http:\/\/[\d.:]+)/))[1] ?? ''
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
