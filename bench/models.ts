import { catalogue } from '../src/serving/index.ts'
import { compareIn } from './base/scratch.ts'
import { judgeModels } from './models/judge-models.ts'
import { judgeColdStart, judgeDecode, judgeReplicas } from './models/judge-service.ts'
import { machineFacts } from './models/machine.ts'
import { writeResults } from './models/results.ts'

/**
 * What each model of the catalogue costs, and what its replica adds to it. With names of models behind it, only these are measured and nothing is kept;
 * else the figures go into `bench/results/models.json`, from which `npm run generate` makes the page of models.
 */
const bars = { timesBare: 1.05, decodeMs: 5, secondReplica: 1.8, coldStartMs: 1500 }

await compareIn(async (folder) => {
  const only = process.argv.slice(2)
  const names = catalogue.map(({ name }) => name).filter((name) => only.length === 0 || only.includes(name))
  const models = await judgeModels(names, bars.timesBare)
  const verdicts = [...models.verdicts]
  if (only.length === 0) {
    const decode = await judgeDecode(bars.decodeMs)
    const replicas = await judgeReplicas(bars.secondReplica)
    const coldStart = await judgeColdStart(folder, bars.coldStartMs)
    verdicts.push(decode.isMet, replicas.isMet, coldStart.isMet)
    writeResults({
      ...machineFacts(),
      models: models.figures,
      replicas: replicas.table,
      secondReplica: replicas.times,
      coldStartMs: coldStart.medianMs,
      decodeMs: decode.medianMs,
    })
  }
  const met = verdicts.filter((verdict) => verdict).length
  console.log(`\n${met} of ${verdicts.length} bars met`)
  console.log(`models ratio=${models.ratio.toFixed(3)}`)
  return met === verdicts.length
})
