import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serviceTimes } from './service-times.ts'

/**
 * A service with so many servers behind one queue, in a process of its own. Service times come from a seed, so that a test can work out when
 * each answer is due: a request that comes at some instant begins when a server is free and is answered when its time is over. How late an answer
 * leaves after that, because the machine was busy, is told as the `queue` stage.
 */
const [servers = 1, meanMs = 1, seed = 1] = process.argv.slice(2).map(Number)
const body = JSON.stringify({ model_name: 'm', outputs: [{ name: 'y', datatype: 'FP32', shape: [1], data: [0.5] }] })
const head = { 'content-type': 'application/json', 'content-length': body.length }
const nextMs = serviceTimes(meanMs, seed)
const freeAtMs = new Array<number>(servers).fill(0)
const nowMs = () => Number(process.hrtime.bigint()) / 1e6

/** Integral of the number in the system over time, told when asked for. */
const inSystem = { count: 0, sinceMs: nowMs(), integralMs: 0 }
const change = (by: number) => {
  const atMs = nowMs()
  inSystem.integralMs += inSystem.count * (atMs - inSystem.sinceMs)
  inSystem.sinceMs = atMs
  inSystem.count += by
}

const server = createServer({ noDelay: true }, (request, response) => {
  change(1)
  const arrivedMs = nowMs()
  const place = freeAtMs.indexOf(Math.min(...freeAtMs))
  const dueMs = Math.max(arrivedMs, freeAtMs[place] as number) + nextMs()
  freeAtMs[place] = dueMs
  request.resume()
  const answer = () => {
    const leftMs = dueMs - nowMs()
    if (leftMs > 1.5) setTimeout(answer, leftMs - 1)
    else if (leftMs > 0.02) setImmediate(answer)
    else {
      change(-1)
      response.writeHead(200, { ...head, 'server-timing': `queue;dur=${Math.max(0, nowMs() - dueMs).toFixed(3)}` }).end(body)
    }
  }
  answer()
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', 4096, () => process.send?.({ port: (server.address() as AddressInfo).port }))
process.on('message', () => process.send?.({ integralMs: inSystem.integralMs }))
process.on('disconnect', () => process.exit())
