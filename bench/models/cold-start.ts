import type { BuiltModel } from '../../src/serving/index.ts'
import { buildPublished } from '../base/published.ts'
import { startReplica } from '../base/replica.ts'

const starts = 9

/** Milliseconds from the start of a replica's process until it takes requests, several times, as the published package starts it; files are in the page cache. */
export async function coldStartsMs(model: BuiltModel, folder: string): Promise<number[]> {
  const module = buildPublished(['src/serving/replica.ts', 'src/serving/model/model-host.ts'], folder)
  const tookMs: number[] = []
  for (let start = -1; start < starts; start++) {
    const replica = await startReplica(model, {}, { module })
    await replica.close()
    if (start >= 0) tookMs.push(replica.readyMs)
  }
  return tookMs
}
