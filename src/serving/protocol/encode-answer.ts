import type { TensorSpec, WireTensor } from '../tensor/tensor.ts'
import type { InferRequest } from './decode-request.ts'
import { bytesToValues } from './json-values.ts'
import type { EncodedAnswer } from './reading.ts'

/** Writes an answer of the Open Inference Protocol, with those outputs as binary data that were asked for so. */
export function encodeAnswer(
  modelName: string,
  request: InferRequest,
  specs: readonly TensorSpec[],
  outputs: readonly WireTensor[],
): EncodedAnswer {
  const raw: Uint8Array[] = []
  const told = request.outputs.map(({ index, binary }) => {
    const { name, datatype } = specs[index] as TensorSpec
    const { shape, bytes } = outputs[index] as WireTensor
    if (!binary) return { name, datatype, shape, data: bytesToValues(bytes, datatype) }
    raw.push(bytes)
    return { name, datatype, shape, parameters: { binary_data_size: bytes.byteLength } }
  })
  const head = JSON.stringify({ model_name: modelName, model_version: '1', id: request.id, outputs: told })
  if (raw.length === 0) return { body: head, headers: ['content-type', 'application/json'] }
  const headBytes = Buffer.from(head)
  const headers = ['content-type', 'application/octet-stream', 'inference-header-content-length', headBytes.length]
  return { body: [headBytes, ...raw], headers }
}
