import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { madeCertificate } from '../base/made-certificate.ts'
import { sample, target } from './sampling.ts'

const metrics = (requests: number) => `# HELP inference_requests_total Requests by outcome.
# TYPE inference_requests_total counter
inference_requests_total{app="a",outcome="ok"} ${requests}
inference_requests_total{app="a",outcome="overloaded"} 2
inference_requests_total{app="a",outcome="failed"} 1
# TYPE inference_queue_depth gauge
inference_queue_depth{app="a"} 4
# TYPE inference_latency_seconds histogram
inference_latency_seconds_bucket{app="a",le="0.1"} 10
inference_latency_seconds_bucket{app="a",le="+Inf"} 12
inference_latency_seconds_sum{app="a"} 1.25
inference_latency_seconds_count{app="a"} 12
`

async function serve(answer: RequestListener, port = 0): Promise<{ url: string; server: Server; connections(): number }> {
  let connections = 0
  const server = createServer(answer)
  server.on('connection', () => connections++)
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`, server, connections: () => connections }
}

const replica = (metricsUrl: string, id = 'r1') => target(`replica/${id}`, { metricsUrl })

test('series of a replica become its signals, summed over labels, over one connection', async () => {
  let requests = 9
  const { url, connections } = await serve((_, response) => response.end(metrics(requests++)))
  const { sampler, values, of, turns } = sample([replica(url)], { intervalMs: 200 })
  await turns(3)
  await sampler.close()
  expect(values('inference_requests_total').slice(0, 2)).toEqual([12, 13])
  expect(values('inference_failures_total')[0]).toBe(3)
  expect(values('inference_queue_depth')[0]).toBe(4)
  expect(values('inference_latency_seconds_sum')[0]).toBe(1.25)
  expect(values('inference_latency_seconds_count')[0]).toBe(12)
  expect(of('inference_decode_seconds_sum')).toMatchObject([{ value: null, reason: `${url} does not tell it` }])
  expect(connections()).toBe(1)
})

test('an address of HTTPS is read over one connection, and only from whoever holds the right certificate', async () => {
  const made = madeCertificate()
  let connections = 0
  const server = createSecureServer({ cert: made.certificate, key: made.key }, (_, response) => response.end(metrics(1)))
  server.on('secureConnection', () => connections++).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const metricsUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`
  const trusting = target('replica/r1', { metricsUrl, certificate: made.certificate })
  const other = target('replica/r2', { metricsUrl, certificate: madeCertificate().certificate })
  const settings = { signals: ['inference_queue_depth'], intervalMs: 200 }
  const right = sample([trusting], settings)
  await right.turns(3)
  await right.sampler.close()
  expect([right.values('inference_queue_depth').slice(0, 2), connections]).toEqual([[4, 4], 1])
  const wrong = sample([other], settings)
  await wrong.turns(2)
  await wrong.sampler.close()
  expect(wrong.of('inference_queue_depth', 'replica/r2')).toMatchObject([
    { value: null, reason: `${metricsUrl}: the server holds another certificate` },
  ])
})

test('a replica that hangs is missing once with the reason, and delays no other', async () => {
  const hanging = await serve(() => {})
  const { url } = await serve((_, response) => response.end(metrics(1)))
  const { sampler, of, values, turns } = sample([replica(hanging.url), replica(url, 'r2')], {
    signals: ['inference_queue_depth'],
    intervalMs: 200,
  })
  await turns(4)
  await sampler.close()
  expect(of('inference_queue_depth', 'replica/r1')).toMatchObject([
    { value: null, reason: expect.stringContaining('no answer within 160 ms') },
  ])
  expect(values('inference_queue_depth', 'replica/r2').length).toBeGreaterThan(2)
})

test('a replica that hangs in the middle of its answer is missing', async () => {
  const { url } = await serve((_, response) => response.write(metrics(1)))
  const { sampler, of, turns } = sample([replica(url)], { signals: ['inference_queue_depth'], intervalMs: 200 })
  await turns(2)
  await sampler.close()
  expect(of('inference_queue_depth')).toMatchObject([{ value: null, reason: expect.stringContaining('no answer within') }])
})

test.each<[string, RequestListener, string]>([
  ['garbage', (_, response) => response.end('<html>\u0000 {{{ inference_queue_depth'), 'does not tell it'],
  ['an error', (_, response) => response.writeHead(503).end('inference_queue_depth 1\n'), 'answered 503'],
  [
    'an answer that is cut off',
    (_, response) => void response.writeHead(200, { 'content-length': 99 }).write('a 1\n', () => response.destroy()),
    'aborted',
  ],
  ['nothing but a closed connection', (request) => request.socket.destroy(), 'socket hang up'],
  ['far too much', (_, response) => response.end('# \n'.repeat(6_000_000)), 'more than 16 MiB'],
])('a replica that answers with %s is missing with the reason', async (_, answer, reason) => {
  const { url } = await serve(answer)
  const { sampler, of } = sample([replica(url)], { signals: ['inference_queue_depth'], intervalMs: 1000 })
  await sampler.close()
  expect(of('inference_queue_depth')).toMatchObject([{ value: null, reason: expect.stringContaining(reason) }])
})

test('a replica that goes away and comes back is missing once in between', async () => {
  const first = await serve((_, response) => response.end(metrics(1)))
  const { sampler, of, turns } = sample([replica(first.url)], { signals: ['inference_queue_depth'], intervalMs: 200 })
  await turns(2)
  first.server.closeAllConnections()
  first.server.close()
  await turns(3)
  await serve((_, response) => response.end(metrics(1)), Number(new URL(first.url).port))
  await turns(3)
  await sampler.close()
  const pattern = of('inference_queue_depth').map(({ value }) => (value === null ? '-' : 'v'))
  expect(pattern.join('')).toMatch(/^v+-v+$/)
})
