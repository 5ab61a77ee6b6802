import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InferenceSession } from 'onnxruntime-node'
import { declared, tensorOf } from '../../../src/serving/program/session.ts'
import { sampleInputs } from '../../../src/serving/tensor/sample-inputs.ts'
import { type DeclaredTensor, requestSpec } from '../../../src/serving/tensor/tensor.ts'

type Shape = number[]
type Named = Record<string, Shape>

/** One node as ONNX Runtime ran it. */
interface Ran {
  args: { op_name: string; input_type_shape: Named[]; output_type_shape: Named[] }
}

const product = (shape: Shape) => shape.reduce((all, size) => all * size, 1)
const widthOf = (shape: Shape | undefined) => shape?.at(-1) ?? Number.NaN

/** Multiply-adds of a node from the shapes that it was run with, in ONNX's order of inputs. */
const multiplyAddsOf: Record<string, (inputs: Shape[], outputs: Shape[]) => number> = {
  Conv: ([, weight], [output]) => product(output as Shape) * product((weight as Shape).slice(1)),
  MatMul: ([left], [output]) => product(output as Shape) * widthOf(left),
  Gemm: ([left], [output]) => product(output as Shape) * widthOf(left),
  LSTM: ([sequence], [states]) => 4 * product(states as Shape) * (widthOf(sequence) + widthOf(states)),
}

/** Runs a model once, as it is written and with free dimensions of these sizes, and counts the multiply-adds of its convolutions, matrix products and recurrences as they were run. */
export async function countMultiplyAdds(bytes: Uint8Array, sizes: Record<string, number> = {}): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'kubedyno-profile-'))
  try {
    const path = join(folder, 'model.onnx')
    writeFileSync(path, bytes)
    const session = await InferenceSession.create(path, {
      graphOptimizationLevel: 'disabled',
      enableProfiling: true,
      profileFilePrefix: join(folder, 'profile'),
      intraOpNumThreads: 1,
    })
    const inputs = declared(session.inputMetadata)
    const usual = inputs.map((input) => requestSpec(input, sizes))
    if (usual.some(({ shape }) => shape.includes(-1))) throw new Error(`an input is of no size: ${JSON.stringify(usual)}`)
    const tensors = sampleInputs(usual, 1, 'counting').map((tensor, index) => tensorOf(inputs[index] as DeclaredTensor, tensor))
    await session.run(Object.fromEntries(tensors.map((tensor, index) => [inputs[index]?.name, tensor])))
    session.endProfiling()
    const [file] = readdirSync(folder).filter((name) => name.endsWith('.json'))
    const events = JSON.parse(readFileSync(join(folder, String(file)), 'utf8')) as Ran[]
    return events.reduce(
      (sum, { args }) => sum + (multiplyAddsOf[args?.op_name]?.(shapesOf(args.input_type_shape), shapesOf(args.output_type_shape)) ?? 0),
      0,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function shapesOf(listed: Named[]): Shape[] {
  return listed.map((one) => Object.values(one)[0] as Shape)
}
