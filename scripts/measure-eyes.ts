// Shows real faces in less and less light to `eyes-by-landmarks` with learned weights, and prints how many are told right, and what a picture costs.
// Needs the services `weights` and `portraits`: eval "$(scripts/install-services.sh)" && node scripts/measure-eyes.ts
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as process from 'node:process'
import { realEffects } from '../src/base/effects.ts'
import { quantileOfSorted } from '../src/base/quantile.ts'
import { buildModel } from '../src/serving/index.ts'
import { stepMeter } from '../src/serving/metrics/step-meter.ts'
import { folderName } from '../src/serving/packages/pins.ts'
import { openProgram } from '../src/serving/program/open-program.ts'
import { openService } from '../src/serving/service/open-service.ts'
import { picturesPackage } from '../test/services/pictures/pin.ts'
import { nightPicture } from '../test/services/portraits/night.ts'
import { service } from '../test/services/service.ts'

const [weights, portraits] = [service('weights'), service('portraits')]
if (!weights || !portraits) throw new Error('run: eval "$(scripts/install-services.sh)"')
const model = await buildModel({ kind: 'catalogue', name: 'eyes-by-landmarks' }, { baseFolder: '/', cacheFolder: weights }, realEffects)
const program = await openProgram(model.program, { threads: 1, device: 'cpu' })
const route = openService(model)
if (!route) throw new Error('the model has no natural route')

const astronaut = { state: 'open', picture: readFileSync(join(weights, 'packages', folderName(picturesPackage), 'astronaut.png')) }
const frames = readdirSync(portraits).filter((name) => name.endsWith('.png'))
const faces = frames.map((name) => ({ state: name.split('-')[0] ?? '', picture: readFileSync(join(portraits, name)) }))
const taken = new Map<string, number[]>()
const take = (step: string, ms: number) => void taken.set(step, [...(taken.get(step) ?? []), ms])

console.log('| light | open told open | no face | closed told closed | no face |')
console.log('|---|---|---|---|---|')
for (const part of [1, 4, 16, 32, 64, 128, 256]) {
  const told: Record<string, string[]> = { open: [], closed: [] }
  for (const [seed, { state, picture }] of [astronaut, ...faces].entries()) {
    told[state]?.push(await stateIn(await nightPicture(picture, 1 / part, seed)))
  }
  const share = (state: string, answer: string) => {
    const answers = told[state] ?? []
    return `${answers.filter((one) => one === answer).length} of ${answers.length}`
  }
  console.log(
    `| 1/${part} | ${share('open', 'open')} | ${share('open', 'none')} | ${share('closed', 'closed')} | ${share('closed', 'none')} |`,
  )
}
console.log('\nmedian of one thread, ms:')
for (const [step, ms] of taken) console.log(`${step.padEnd(15)} ${quantileOfSorted(Float64Array.from(ms).sort(), 0.5)?.toFixed(1)}`)

async function stateIn(picture: Buffer): Promise<string> {
  const meter = stepMeter()
  const asked = await route?.read(picture, 'image/png', meter)
  if (!asked) return ''
  const from = process.cpuUsage()
  const { outputs, stepsMs } = await program.infer(asked.inputs)
  const used = process.cpuUsage(from)
  const { state } = asked.answer(outputs) as { state: string }
  if (state !== 'none') {
    for (const [step, ms] of meter.taken) take(step, ms)
    for (const [index, ms] of stepsMs.entries()) take(program.steps[index] ?? '', ms)
    take('inference, CPU', used.user / 1000 + used.system / 1000)
  }
  return state
}
