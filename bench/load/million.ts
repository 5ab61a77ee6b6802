import { runOnClientCore } from '../base/client-core.ts'
import { say } from '../base/figures.ts'
import { buildPublished } from '../base/published.ts'
import { startLoggingServer } from './logging-server.ts'
import type { Recorded } from './million-process.ts'

const requests = 1_000_000
const clients = 32

/** The memory of a process that drives and records a million requests as a run of the published package does: Parquet, journal and histograms. */
export async function judgeMillion(program: string, folder: string, mostBytes: number): Promise<boolean> {
  const published = buildPublished(['bench/load/million-process.ts', 'src/load/driver/driver-worker.ts'], folder)
  const server = await startLoggingServer(program)
  const order = [String(server.port), folder, String(requests), String(clients)]
  const { printed } = await runOnClientCore([process.execPath, published, ...order])
  await server.close()
  const recorded = JSON.parse(printed) as Recorded
  const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MB`
  console.log(`\n${recorded.requests} requests driven and recorded in ${recorded.seconds.toFixed(0)} s`)
  const figure = `memory = ${megabytes(recorded.rssMaxBytes)}, ${megabytes(recorded.rssFirstBytes)} of them before it began`
  return say(figure, `< ${megabytes(mostBytes)}`, recorded.rssMaxBytes < mostBytes)
}
