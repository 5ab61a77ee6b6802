import { DynoError } from '../base/errors.ts'
import { prepareRequests } from './bodies/request-set.ts'
import type { LoadHandle, LoadOptions, LoadOutcome } from './contract.ts'
import { type DriverThread, startDriverThread } from './crew/driver-thread.ts'
import { mergeOutcomes } from './crew/merge-outcomes.ts'
import { phaseEdges } from './crew/phase-edges.ts'
import { progressMeter } from './crew/progress-meter.ts'
import { shareOut } from './crew/share-out.ts'
import { scheduleOf } from './schedule/schedule.ts'

/**
 * Starts to drive a load over HTTP and resolves once every driver is ready to send. Drivers are threads of their own, so that neither the
 * writing of results nor sampling holds up a request; requests begin at the origin, or at once and late when that is over already.
 */
export async function startLoad(options: LoadOptions): Promise<LoadHandle> {
  const { load, seed, schedule = scheduleOf(load, seed), origin, target, endpoints, onBatch, onProgress, onPhase } = options
  for (const { name, demand } of load.phases) if (demand.kind === 'max') throw notFlatOut(name)

  const requests = options.requests ?? (await prepareRequests({ load, target, seed }))
  const progress = progressMeter(load.drivers)
  const edges = phaseEdges(load.drivers, onPhase)
  const drivers = shareOut(load, schedule).map((share, driver) =>
    startDriverThread(
      { ...share, requests, seed, origin, endpoints: beginningWith(driver, endpoints), driver },
      {
        onPhase: edges.see,
        onBatch(batch, replicas) {
          progress.add(batch)
          onBatch(batch, replicas)
        },
        onBeat(beat, over) {
          const told = progress.take(driver, beat, over)
          if (told) onProgress(told)
        },
      },
    ),
  )
  const done = allDone(drivers).then((outcome) => {
    edges.close()
    return outcome
  })
  done.catch(() => {})
  const threadIds = await Promise.all(drivers.map(({ ready }) => ready)).catch(() => done.then(() => []))
  return {
    done,
    threadIds: threadIds.flatMap((threadId) => threadId ?? []),
    add(endpoint) {
      for (const driver of drivers) driver.add(endpoint)
    },
    async retire(replica) {
      await Promise.all(drivers.map((driver) => driver.retire(replica)))
    },
    stop() {
      for (const driver of drivers) driver.stop()
    },
  }
}

/** Drivers send to replicas in turn; were each to begin with the first, that one would get the requests of all of them at a time. */
function beginningWith<Item>(place: number, items: readonly Item[]): Item[] {
  const first = place % Math.max(1, items.length)
  return [...items.slice(first), ...items.slice(0, first)]
}

/** Resolves once every driver is done; when one fails, the others are ended too and its reason is the one that is told. */
async function allDone(drivers: readonly DriverThread[]): Promise<LoadOutcome> {
  const faults: unknown[] = []
  const outcomes: LoadOutcome[] = []
  await Promise.all(
    drivers.map(async ({ done }) => {
      try {
        outcomes.push(await done)
      } catch (error) {
        faults.push(error)
        for (const other of drivers) other.end()
      }
    }),
  )
  if (faults.length > 0) throw faults[0]
  return mergeOutcomes(outcomes)
}

function notFlatOut(phase: string): DynoError {
  return new DynoError('KD_SPEC_INVALID', `phase ${phase}: demand max is not for a load over HTTP`, {
    hint: 'give a rate, or a number of clients for a closed loop; max is for source: self',
    path: 'load.phases',
  })
}
