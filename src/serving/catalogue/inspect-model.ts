import { DynoError, messageOf } from '../../base/errors.ts'
import type { TensorSpec } from '../contract.ts'
import { startModelProcess } from '../model/model-process.ts'

/**
 * Loads a model in a process of its own and tells its inputs and outputs. A free first dimension of an input is its batch, and told as 1,
 * which is what one request carries; other free dimensions of inputs are refused, since nothing says what a request should hold.
 */
export async function inspectModel(path: string): Promise<{ inputs: TensorSpec[]; outputs: TensorSpec[] }> {
  const model = startModelProcess({ path, threads: 1, warmUp: false })
  try {
    const { inputs, outputs, unfixed } = await model.ready.catch((error) => {
      throw new DynoError('KD_MODEL_INVALID', `${path} is no model that can be served: ${messageOf(error)}`, {
        cause: error,
        hint: 'it must be an ONNX file that ONNX Runtime can load, with plain tensors as inputs and outputs',
      })
    })
    if (unfixed.length > 0) {
      throw new DynoError('KD_MODEL_INVALID', `${path} leaves open how large an input is: ${unfixed.join(', ')}`, {
        hint: 'fix it with `python -m onnxruntime.tools.make_dynamic_shape_fixed`; only the first dimension, the batch, may be free',
      })
    }
    const withBatch = inputs.map((input) => ({ ...input, shape: input.shape.map((size) => (size < 0 ? 1 : size)) }))
    return { inputs: withBatch, outputs }
  } finally {
    await model.close()
  }
}
