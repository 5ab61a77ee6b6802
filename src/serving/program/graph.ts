import type { Tensor } from 'onnxruntime-node'
import type { DeclaredTensor } from '../tensor/tensor.ts'
import type { OpenProgram, ProgramOptions } from './program.ts'
import { declared, openSession, tensorOf, wireTensor } from './session.ts'

/** Loads a program of one graph. */
export async function openGraph(path: string, options: ProgramOptions): Promise<OpenProgram> {
  const session = await openSession(path, options)
  const inputs = declared(session.inputMetadata)
  const outputs = declared(session.outputMetadata)
  return {
    inputs,
    outputs,
    steps: [],
    async infer(tensors) {
      const feeds: Record<string, Tensor> = {}
      for (const tensor of tensors) {
        const input = inputs[tensor.index] as DeclaredTensor
        feeds[input.name] = tensorOf(input, tensor)
      }
      const results = await session.run(feeds)
      return { outputs: outputs.map(({ name }, index) => wireTensor(index, results[name] as Tensor)), stepsMs: [] }
    },
  }
}
