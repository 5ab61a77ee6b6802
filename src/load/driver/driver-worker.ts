import { parentPort, type TransferListItem, workerData } from 'node:worker_threads'
import { requestMix } from '../bodies/request-mix.ts'
import { watchCollections } from './collection-watch.ts'
import { startDriver } from './driver.ts'
import { watchEventLoopLag } from './event-loop-lag.ts'
import type { DriverCommand, DriverMessage, DriverOrder } from './messages.ts'
import { buffersOf, rowBuffer } from './row-buffer.ts'
import { runClock } from './run-clock.ts'
import { takePrecedence, threadCpuMs, threadId } from './thread-facts.ts'

const flushEveryMs = 250
const rowsPerBatch = 2000

const order = workerData as DriverOrder
const port = parentPort as NonNullable<typeof parentPort>
const say = (message: DriverMessage, transfer: TransferListItem[] = []) => port.postMessage(message, transfer)

const ownId = threadId()
const priority = takePrecedence(ownId, order.load.drivers)
const now = runClock(order.origin.monotonicNs)
const rows = rowBuffer(rowsPerBatch)
const flush = () => {
  const batch = rows.take()
  if (batch) say({ type: 'batch', batch }, buffersOf(batch))
}

const cpuBeforeMs = threadCpuMs()
const lag = watchEventLoopLag()
const collections = watchCollections()
const driver = startDriver({
  load: order.load,
  driver: order.driver,
  schedule: order.schedule,
  mix: requestMix(order.requests, order.seed),
  now,
  onPhase(phase, edge) {
    if (edge === 'ended') flush()
    say({ type: 'phase', phase, edge })
  },
  onEnded: (request) => rows.add(request) && flush(),
  onRetired: (replica) => say({ type: 'retired', replica }),
  onDone(complete) {
    clearInterval(flushing)
    lag.close()
    flush()
    const cpuAfterMs = threadCpuMs()
    const cpuMs = cpuBeforeMs === null || cpuAfterMs === null ? null : cpuAfterMs - cpuBeforeMs
    collections.close()
    const heldUp = { eventLoopLagMaxMs: lag.maxMs(), collectionMs: collections.totalMs(), collectionMaxMs: collections.maxMs() }
    say({ type: 'ended', beat: driver.beat(), outcome: { complete, drivers: 1, priority, cpuMs, ...heldUp, ...driver.counts() } })
    port.close()
  },
})
for (const endpoint of order.endpoints) driver.add(endpoint)

let seconds = 0
const flushing = setInterval(() => {
  flush()
  const second = Math.floor(now() / 1000)
  if (second <= seconds) return
  seconds = second
  say({ type: 'beat', beat: driver.beat() })
}, flushEveryMs)

port.on('message', (command: DriverCommand) => {
  switch (command.type) {
    case 'add':
      return driver.add(command.endpoint)
    case 'retire':
      return driver.retire(command.replica)
    case 'stop':
      return driver.stop()
  }
})
say({ type: 'ready', threadId: ownId })
