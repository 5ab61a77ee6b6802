import { buildProgram } from './base/c-program.ts'
import { compareIn } from './base/scratch.ts'
import { judgeClosed } from './load/closed-loop.ts'
import { kubedyno } from './load/drive.ts'
import { judgeMillion } from './load/million.ts'
import { judgeOpen } from './load/open-loop.ts'
import { judgeOpenCost } from './load/open-loop-cost.ts'
import { judgeProgress } from './load/progress.ts'
import { autocannon } from './peers/autocannon.ts'
import { findPeers } from './peers/find-peers.ts'
import { hey } from './peers/hey.ts'
import { k6 } from './peers/k6.ts'
import { wrk } from './peers/wrk.ts'

/**
 * What driving costs and how punctual it is, against a server in C that stamps arrivals; server and client have a core each. Closed loop: requests per
 * second and per processor second of the whole client process beside other load generators. Open loop: how late requests leave, how even their
 * arrivals are as the server saw them, and what that costs. Then what live progress costs, and the memory of a run of a million requests.
 */
const closedBars = { perSecond: 30_000, timesPeer: { autocannon: 1, hey: 1.5, k6: 2 } }
const openBars = { constantGapCv: 0.12, poissonGapCv: [0.95, 1.05], lagP99Ms: { 2000: 0.2, 10000: 0.4, 20000: 2 } } as const
const progressShare = 0.01
const millionBytes = 250 * 2 ** 20

await compareIn(async (folder) => {
  const peers = findPeers({ autocannon, hey, k6: () => k6(folder), wrk: () => wrk(folder) })
  const [server, spinner] = [buildProgram('logging-server', folder), buildProgram('clock-floor', folder)]
  const own = kubedyno('kubedyno')
  const closed = await judgeClosed([own, ...peers], server, closedBars)
  const verdicts = [
    ...closed.verdicts,
    ...(await judgeOpen(server, spinner, openBars)),
    await judgeOpenCost(
      own,
      peers.find(({ name }) => name === 'k6'),
      server,
    ),
    await judgeProgress(server, folder, progressShare),
    await judgeMillion(server, folder, millionBytes),
  ]
  const met = verdicts.filter((verdict) => verdict).length
  console.log(`\n${met} of ${verdicts.length} bars met`)
  console.log(`load ratio=${closed.times.get('autocannon')?.toFixed(2) ?? 'none'}`)
  return met === verdicts.length
})
