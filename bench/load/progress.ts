import { runOnClientCore } from '../base/client-core.ts'
import { say } from '../base/figures.ts'
import { startLoggingServer } from './logging-server.ts'
import type { ProgressCost } from './progress-process.ts'

const ratePerSecond = 2000
const seconds = 10

/** What live progress, told and written each second, costs of the driver: everything from the full row buffer to the line of the journal. */
export async function judgeProgress(program: string, folder: string, mostShare: number): Promise<boolean> {
  const server = await startLoggingServer(program)
  const order = [String(server.port), folder, String(ratePerSecond), String(seconds)]
  const { printed } = await runOnClientCore([process.execPath, 'bench/load/progress-process.ts', ...order])
  await server.close()
  const { driverMs, progressMs } = JSON.parse(printed) as ProgressCost
  console.log(
    `\nlive progress at ${ratePerSecond}/s: ${progressMs.toFixed(2)} ms of the ${driverMs.toFixed(0)} ms of processor time that the driver uses a second`,
  )
  const share = progressMs / driverMs
  return say(`live progress = ${(share * 100).toFixed(2)} % of the driver`, `< ${mostShare * 100} %`, share < mostShare)
}
