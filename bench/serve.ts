import { compareIn } from './base/scratch.ts'
import { judgeImages } from './serve/images.ts'
import { judgeMiniLm } from './serve/minilm.ts'
import { judgeAdded, judgeTiny } from './serve/tiny.ts'

/**
 * What serving costs. ResNet50: images per second through HTTP beside a bare loop of ONNX Runtime with the same threads. A tiny model: what the
 * server adds to one inference, and how many requests per second it serves beside FastAPI. MiniLM: requests per second, tails and processor time
 * beside FastAPI, LitServe, MLServer and the least server that Node makes, all with the same ONNX file and the same JSON.
 */
const bars = {
  bareShare: 0.95,
  addedMs: 0.5,
  timesFastApi: 3,
  miniLm: { timesRival: { FastAPI: 1.2, MLServer: 1.5, LitServe: 1.5 }, perCpuSecond: 1.1 },
}

await compareIn(async (folder) => {
  const images = await judgeImages(bars.bareShare)
  const added = await judgeAdded(folder, bars.addedMs)
  const tiny = await judgeTiny(folder, bars.timesFastApi)
  const verdicts = [images.isMet, added, tiny.isMet, ...(await judgeMiniLm(folder, bars.miniLm))]
  const met = verdicts.filter((verdict) => verdict).length
  console.log(`\n${met} of ${verdicts.length} bars met`)
  console.log(`serve ratio=${tiny.times.toFixed(2)} share=${images.share.toFixed(3)}`)
  return met === verdicts.length
})
