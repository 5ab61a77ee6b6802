import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createSecureServer } from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import type { Outcome } from '../../../src/dataset/index.ts'
import { daysFromNow, madeCertificate } from '../../base/made-certificate.ts'
import { clients, constant, drive, phase, tally, target } from '../driving.ts'

const made = madeCertificate()
const short = [phase(200, constant(100))]
/** Long, so that a busy machine that starts late still sends everything. */
const load = { timeoutMs: 20_000 }
const impatient = { timeoutMs: 4000 }

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** The port on which a server listens until the test is over. */
async function portOf(server: Server): Promise<number> {
  servers.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  return (server.address() as { port: number }).port
}

test('over TLS a connection is kept: there is one handshake for each, and many requests after it', async () => {
  const server = await target('r1', '127.0.0.1', made)
  const phases = [phase(300, clients(1), 'one'), phase(700, clients(8), 'eight')]
  const { handle, rows } = await drive({ endpoints: [server.endpoint], phases, load, leadMs: 2500 })
  const { intended } = await handle.done
  expect(tally(rows)).toEqual({ ok: intended })
  const { requests, connections, handshakes } = await server.stats()
  expect([requests, handshakes]).toEqual([intended, connections])
  expect(connections).toBeLessThanOrEqual(9)
  expect(requests).toBeGreaterThan(connections)
})

test('where each answer closes the connection, every one after the first resumes the session of the one before', async () => {
  const server = await target('r1', '127.0.0.1', made)
  const phases = [phase(500, clients(1))]
  const { handle, rows } = await drive({ model: 'closing', endpoints: [server.endpoint], phases, load, leadMs: 2500 })
  const { intended } = await handle.done
  expect(tally(rows)).toEqual({ ok: intended })
  expect(await server.stats()).toMatchObject({ requests: intended, handshakes: intended, resumed: intended - 1 })
  expect(intended).toBeGreaterThan(1)
})

const endings: [model: string, outcome: Outcome, status: number][] = [
  ['closing', 'ok', 200],
  ['failing', 'http_error', 500],
  ['truncated', 'bad_answer', 200],
  ['garbage', 'bad_answer', 0],
  ['reset-at-once', 'reset', 0],
  ['reset-mid-body', 'reset', 200],
  ['silent', 'timeout', 0],
]

test.each(endings)('a server that is %s makes every request end as %s over TLS too', async (model, outcome, status) => {
  const server = await target('r1', '127.0.0.1', made)
  const { handle, rows } = await drive({ model, endpoints: [server.endpoint], phases: short, load: model === 'silent' ? impatient : load })
  const { intended } = await handle.done
  expect(tally(rows)).toEqual({ [outcome]: intended })
  for (const row of rows) expect(row).toMatchObject({ status, replica: 'r1' })
})

test('a connection that the server had closed while it was idle is tried once more over a new one, over TLS too', async () => {
  const server = await target('r1', '127.0.0.1', made)
  const { handle, rows } = await drive({ model: 'stale', endpoints: [server.endpoint], phases: [phase(300, clients(1))], load })
  const { intended, reusedSocketRetries } = await handle.done
  expect(tally(rows)).toEqual({ ok: intended })
  expect(reusedSocketRetries).toBe(intended - 1)
})

const untrusted = [
  { what: 'another certificate', holds: madeCertificate(), trusts: made },
  ...[
    { what: 'a certificate that has expired', wishes: { validTo: daysFromNow(-0.5) } },
    { what: 'a certificate that is not valid yet', wishes: { validFrom: daysFromNow(1) } },
    { what: 'a certificate for another host', wishes: { hosts: ['localhost', '127.0.0.2'] } },
  ].map(({ what, wishes }) => {
    const holds = madeCertificate(wishes)
    return { what, holds, trusts: holds }
  }),
]

test.each(untrusted)('a server that holds $what gets no request, and each ends as tls_error', async ({ holds, trusts }) => {
  const server = await target('r1', '127.0.0.1', holds)
  const endpoints = [{ ...server.endpoint, certificate: trusts.certificate }]
  const phases = [...short, phase(200, clients(2), 'closed')]
  const { handle, rows } = await drive({ endpoints, phases, load })
  const { intended } = await handle.done
  expect(tally(rows)).toEqual({ tls_error: intended })
  for (const row of rows) expect(row).toMatchObject({ replica: 'r1', status: 0, sentBytes: 0, receivedBytes: 0 })
  expect((await server.stats()).requests).toBe(0)
})

test('a name is checked as well as an address, and the time that a handshake takes lies after the send', async () => {
  const asked: string[] = []
  const server = createSecureServer({
    cert: made.certificate,
    key: made.key,
    SNICallback(name, done) {
      asked.push(name)
      setTimeout(() => done(null), 100)
    },
  })
  server.on('secureConnection', (socket) => socket.on('data', () => socket.end('HTTP/1.1 500 no\r\ncontent-length: 0\r\n\r\n')))
  const port = await portOf(server)
  const endpoints = [{ replica: 'r1', host: 'localhost', port, certificate: made.certificate }]
  const { handle, rows } = await drive({ endpoints, phases: [phase(100, constant(50))], load })
  const { intended } = await handle.done
  expect(tally(rows)).toEqual({ http_error: intended })
  for (const { sentMs, firstByteMs } of rows) expect(firstByteMs - sentMs).toBeGreaterThan(95)
  expect([asked.length, new Set(asked)]).toEqual([intended, new Set(['localhost'])])
})

const noTls: { what: string; meet(socket: Socket): void; outcome: Outcome }[] = [
  {
    what: 'speaks plain HTTP',
    meet: (socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    outcome: 'tls_error',
  },
  { what: 'closes at once', meet: (socket) => socket.end(), outcome: 'tls_error' },
  { what: 'closes during the handshake', meet: (socket) => socket.once('data', () => socket.end()), outcome: 'tls_error' },
  { what: 'resets during the handshake', meet: (socket) => socket.once('data', () => socket.resetAndDestroy()), outcome: 'tls_error' },
  { what: 'never answers the handshake', meet: (socket) => socket.resume(), outcome: 'timeout' },
]

test.each(noTls)('a server that $what makes each request end as $outcome', async ({ meet, outcome }) => {
  const port = await portOf(createServer((socket) => meet(socket.on('error', () => {}))))
  const endpoints = [{ replica: 'r1', host: '127.0.0.1', port, certificate: made.certificate }]
  const { handle, rows } = await drive({ endpoints, phases: short, load: outcome === 'timeout' ? impatient : load })
  const { intended } = await handle.done
  expect(tally(rows)).toEqual({ [outcome]: intended })
  for (const row of rows) expect(row).toMatchObject({ status: 0, receivedBytes: 0 })
})

test('where nobody listens, a connection by TLS is refused like any other', async () => {
  const listener = createServer()
  const port = await portOf(listener)
  await new Promise((resolve) => servers.pop()?.close(resolve))
  const endpoints = [{ replica: 'r1', host: '127.0.0.1', port, certificate: made.certificate }]
  const { handle, rows } = await drive({ endpoints, phases: short, load })
  const { intended } = await handle.done
  expect(tally(rows)).toEqual({ refused: intended })
})
