import { DynoError } from '../../../base/errors.ts'

/** The error for a part of a network that is not known here. */
export function refusal(part: string): DynoError {
  return new DynoError('KD_NOT_SUPPORTED', `a TensorFlow Lite network with ${part} cannot be turned into ONNX here`, {
    hint: 'turn it with a converter of its own, and give the ONNX file with its sha256',
  })
}
