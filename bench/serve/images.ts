import { performance } from 'node:perf_hooks'
import { openProgram } from '../../src/serving/program/open-program.ts'
import { sampleInputs } from '../../src/serving/tensor/sample-inputs.ts'
import { openConnection } from '../base/connection.ts'
import { median, say } from '../base/figures.ts'
import { modelHere } from '../base/models-here.ts'
import { startReplica } from '../base/replica.ts'
import { tensorRequest } from '../base/tensor-request.ts'

const turns = 5
const seconds = 3

/** ResNet50: images per second of a loop that does nothing but infer, in this process, and of a replica that two connections keep busy, in turn. */
export async function judgeImages(bar: number): Promise<{ share: number; isMet: boolean }> {
  const model = await modelHere('resnet50')
  const inputs = sampleInputs(model.inputs, 1, 'benchmark')
  const program = await openProgram(model.program, { threads: 1, device: 'cpu' })
  const replica = await startReplica(model)
  const connections = [await openConnection(replica.port), await openConnection(replica.port)]
  const request = tensorRequest(model, inputs)
  const [bare, served, shares]: [number[], number[], number[]] = [[], [], []]
  for (let turn = -1; turn < turns; turn++) {
    const bareRate = await perSecond([() => program.infer(inputs)])
    const servedRate = await perSecond(connections.map((connection) => () => connection.ask(request)))
    if (turn < 0) continue
    bare.push(bareRate)
    served.push(servedRate)
    shares.push(servedRate / bareRate)
  }
  for (const connection of connections) connection.close()
  await replica.close()
  const share = median(shares)
  console.log(`ResNet50, one thread: bare ${median(bare).toFixed(2)} images/s, served ${median(served).toFixed(2)} images/s`)
  return { share, isMet: say(`served ÷ bare = ${share.toFixed(3)}`, `≥ ${bar}`, share >= bar) }
}

/** How often these are done per second, each of them again as soon as it is done. */
async function perSecond(acts: readonly (() => Promise<unknown>)[]): Promise<number> {
  let count = 0
  const startedAt = performance.now()
  const repeat = async (act: () => Promise<unknown>) => {
    while (performance.now() - startedAt < seconds * 1000) {
      await act()
      count++
    }
  }
  await Promise.all(acts.map(repeat))
  return count / ((performance.now() - startedAt) / 1000)
}
