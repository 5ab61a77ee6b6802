import type { Weights } from '../../onnx/weights.ts'
import { damaged } from '../damaged.ts'

export interface NamedTensor {
  shape: readonly number[]
  values: Float32Array
}

/** Learned weights by the names that their makers gave them; what is no floating-point number is left out. */
export type NamedTensors = ReadonlyMap<string, NamedTensor>

/** Gives an architecture the weights that were read, by the same names; one that is missing or has another shape is an error. */
export function trainedWeights(tensors: NamedTensors): Weights {
  return (name, dims) => {
    const tensor = tensors.get(name)
    if (!tensor) throw damaged('the file of weights', `it holds no ${name}`)
    if (tensor.shape.join() !== dims.join()) {
      throw damaged('the file of weights', `${name} has the shape [${tensor.shape.join(', ')}], not [${dims.join(', ')}]`)
    }
    return tensor.values
  }
}
