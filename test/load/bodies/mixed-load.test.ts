import { gunzipSync } from 'node:zlib'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { type LoadInput, prepareRequests } from '../../../src/load/index.ts'
import type { BodyChoice, Load, MixedRequest } from '../../../src/spec/index.ts'
import { constant, drive, phase, tally, target } from '../driving.ts'

const inputs: LoadInput[] = [{ name: 'x', datatype: 'FP32', shape: [1, 4] }]

const request = (name: string, body: BodyChoice, more: Partial<MixedRequest> = {}): MixedRequest => {
  return { name, path: null, body, contentType: null, gzip: false, ...more }
}
const share = (name: string, weight = 1) => ({ request: name, weight })

const requests = [
  request('photo', { kind: 'jpeg', width: 320, height: 240 }, { path: '/wordy' }),
  request('sentence', { kind: 'text', words: 12 }, { path: '/empty?x=1', contentType: 'text/x-sentence' }),
  request('speech', { kind: 'audio', durationMs: 250 }, { path: '/wordy', gzip: true }),
  request('tensors', { kind: 'tensors', encoding: 'json' }),
]
const phases = [
  { ...phase(300, constant(200), 'all'), mix: [share('photo'), share('sentence'), share('speech'), share('tensors')] },
  { ...phase(1000, constant(1000), 'weighted'), mix: [share('photo', 1), share('sentence', 9)] },
  phase(200, constant(100), 'plain'),
]

const prepared = (load: Pick<Load, 'phases' | 'requests'>, seed = 1, model = 'good') =>
  prepareRequests({ load: { encoding: 'json', ...load }, target: { model, inputs }, seed })

test('a server gets each request of the mix as it was asked for, and each phase its own mix', async () => {
  const server = await target()
  const set = await prepared({ requests, phases })
  const { handle, rows } = await drive({ endpoints: [server.endpoint], phases, requests: set })
  await handle.done
  const { bodies, urls, heads } = await server.stats()
  const got = new Map<string, number>()
  for (const [index, url] of urls.entries()) {
    const body = Buffer.from(bodies[index] as string, 'base64')
    const head = heads[index] as Record<string, string>
    const type = head['content-type'] as string
    got.set(type, (got.get(type) ?? 0) + 1)
    expect(Number(head['content-length'])).toBe(body.length)
    if (type === 'image/jpeg') {
      expect(await sharp(body).raw().toBuffer({ resolveWithObject: true })).toMatchObject({ info: { width: 320, height: 240 } })
      expect([url, head['content-encoding']]).toEqual(['/wordy', undefined])
    } else if (type === 'text/x-sentence') {
      expect(new TextDecoder('utf-8', { fatal: true }).decode(body).split(' ')).toHaveLength(12)
      expect(url).toBe('/empty?x=1')
    } else if (type === 'audio/wav') {
      expect([url, head['content-encoding']]).toEqual(['/wordy', 'gzip'])
      expect(gunzipSync(body)).toHaveLength(44 + 8000)
    } else {
      expect([url, type]).toEqual(['/v2/models/good/infer', 'application/json'])
      expect(JSON.parse(body.toString()).inputs[0].data).toHaveLength(4)
    }
  }
  expect(got.size).toBe(4)

  const inPhase = (wanted: number) => rows.filter((row) => row.phase === wanted)
  expect(inPhase(0)).toHaveLength(60)
  expect(new Set(inPhase(1).map((row) => row.request))).toEqual(new Set([0, 1]))
  const photos = inPhase(1).filter((row) => row.request === 0).length
  expect(Math.abs(photos - 100)).toBeLessThan(5 * Math.sqrt(1000 * 0.1 * 0.9))
  expect(inPhase(2).map((row) => row.request)).toEqual(Array(20).fill(4))
  expect(tally(rows)).toEqual({ ok: rows.length })
  for (const row of rows) {
    const sizes = set.requests[row.request]?.bodies.map(({ bytes }) => bytes.length)
    expect(sizes).toContain(row.sentBytes)
  }
})

test('any whole answer is good from a path of one’s own, and only one of the protocol from the infer route', async () => {
  const server = await target()
  const asked = [
    request('elsewhere', { kind: 'text', words: 3 }, { path: '/wordy' }),
    request('cut', { kind: 'text', words: 3 }, { path: '/truncated' }),
    request('failing', { kind: 'text', words: 3 }, { path: '/failing' }),
    request('inferred', { kind: 'text', words: 3 }),
    request('spelled-out', { kind: 'text', words: 3 }, { path: '/v2/models/wordy/infer' }),
  ]
  const mixed = [{ ...phase(300, constant(200)), mix: asked.map(({ name }) => share(name)) }]
  const set = await prepared({ requests: asked, phases: mixed }, 1, 'wordy')
  const { handle, rows } = await drive({ endpoints: [server.endpoint], phases: mixed, requests: set })
  await handle.done
  const outcomes = asked.map((_, place) => Object.keys(tally(rows.filter((row) => row.request === place))))
  expect(outcomes).toEqual([['ok'], ['bad_answer'], ['http_error'], ['bad_answer'], ['bad_answer']])
})

test('with one seed any number of drivers sends the same, request by request, and another seed sends other requests', async () => {
  const server = await target()
  const sent = async (seed: number, drivers = 1) => {
    const mixed = [{ ...phase(300, constant(200)), mix: phases[0]?.mix }]
    const set = await prepared({ requests, phases: mixed }, seed)
    const { handle, rows } = await drive({ endpoints: [server.endpoint], phases: mixed, requests: set, seed, load: { drivers } })
    await handle.done
    return rows.sort((a, b) => a.id - b.id).map((row) => `${row.request} ${row.sentBytes}`)
  }
  const first = await sent(1)
  expect(await sent(1, 3)).toEqual(first)
  expect(await sent(2)).not.toEqual(first)
})

test('a load without a mix, whose requests were not prepared, sends tensors of the model’s inputs', async () => {
  const server = await target()
  const { handle, rows } = await drive({ endpoints: [server.endpoint], phases: [phase(200, constant(100))] })
  await handle.done
  expect(tally(rows)).toEqual({ ok: 20 })
  const { bodies } = await server.stats()
  const plain = await prepared({ phases: [phase(200, constant(100))] })
  const made = plain.requests[0]?.bodies.map(({ bytes }) => Buffer.from(bytes).toString('base64'))
  for (const body of bodies) expect(made).toContain(body)
  expect(new Set(bodies).size).toBeGreaterThan(3)
})

test('bodies lie in memory that driver threads share', async () => {
  const { requests: made } = await prepared({ requests, phases })
  for (const { bodies } of made) for (const { bytes } of bodies) expect(bytes.buffer).toBeInstanceOf(SharedArrayBuffer)
})
