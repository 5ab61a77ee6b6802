import { DynoError, messageOf } from '../../base/errors.ts'
import type { ModelDevice } from '../../spec/index.ts'
import type { BuiltModel } from '../contract.ts'
import { deviceError } from '../model/device-error.ts'
import { startModelProcess } from '../model/model-process.ts'
import { requestSpec, specOf } from '../tensor/tensor.ts'
import type { ModelFiles } from './model-file.ts'

/**
 * Loads a model in a process of its own and tells the inputs of one request and its outputs. A free first dimension of an input is its batch,
 * of which a request carries 1; other free dimensions are refused unless their size is known, since nothing says what a request should hold.
 */
export async function inspectModel(
  { path, program, sizes }: ModelFiles,
  device: ModelDevice,
): Promise<Pick<BuiltModel, 'inputs' | 'outputs'>> {
  const model = startModelProcess({ program, threads: 1, device, warmUp: null })
  try {
    const { inputs, outputs } = await model.ready.catch((error) => {
      if (device !== 'cpu') throw deviceError(device, error)
      throw new DynoError('KD_MODEL_INVALID', `${path} is no model that can be served: ${messageOf(error)}`, {
        cause: error,
        hint: 'it must be an ONNX file that ONNX Runtime can load, with plain tensors as inputs and outputs',
      })
    })
    const asked = inputs.map((input) => requestSpec(input, sizes))
    const open = inputs.flatMap(({ name, shape }, index) =>
      shape.flatMap((size, axis) => (asked[index]?.shape[axis] === -1 ? [`${size} of ${name}`] : [])),
    )
    if (open.length > 0) {
      throw new DynoError('KD_MODEL_INVALID', `${path} leaves open how large an input is: ${open.join(', ')}`, {
        hint: 'fix it with `python -m onnxruntime.tools.make_dynamic_shape_fixed`; only the first dimension, the batch, may be free',
      })
    }
    return { inputs: asked, outputs: outputs.map(specOf) }
  } finally {
    await model.close()
  }
}
