import { DynoError, messageOf } from '../../base/errors.ts'

/** The error of a model that cannot be loaded on the device that was asked for. */
export function deviceError(device: string, cause: unknown): DynoError {
  return new DynoError('KD_ENVIRONMENT', `the model cannot run on ${device}: ${messageOf(cause)}`, {
    cause,
    hint: 'it needs an NVIDIA driver, and onnxruntime-node installed with ONNXRUNTIME_NODE_INSTALL=cuda12; or let the CPU compute (device: cpu)',
  })
}
