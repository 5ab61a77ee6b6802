import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { Program } from '../../src/serving/program/program-kinds.ts'
import type { WireTensor } from '../../src/serving/tensor/tensor.ts'
import { gone } from '../base/replica.ts'
import type { BareSaid, BareTold } from './bare-process.ts'

/** A program in a process of its own with nothing around it. */
export interface BareProgram {
  loadMs: number
  /** How long inferences took, one after the other. */
  turn(forMs: number, least: number): Promise<number[]>
  close(): Promise<void>
}

/** Loads a program in a fresh process. */
export async function startBareProgram(program: Program, inputs: WireTensor[]): Promise<BareProgram> {
  const child = fork('bench/models/bare-process.ts', [JSON.stringify(program)], { serialization: 'advanced' })
  const heard = async () => ((await once(child, 'message')) as [BareSaid])[0]
  const tell = (told: BareTold) => void child.send(told)
  const loaded = await heard()
  tell({ type: 'inputs', inputs })
  return {
    loadMs: loaded.type === 'loaded' ? loaded.loadMs : Number.NaN,
    async turn(forMs, least) {
      tell({ type: 'turn', forMs, least })
      const said = await heard()
      return said.type === 'turn' ? said.tookMs : []
    },
    close() {
      child.disconnect()
      return gone(child)
    },
  }
}
