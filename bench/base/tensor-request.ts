import type { BuiltModel } from '../../src/serving/index.ts'
import type { WireTensor } from '../../src/serving/tensor/tensor.ts'
import { post } from './connection.ts'

/** A request of the Open Inference Protocol with tensors as binary data, both ways. */
export function tensorRequest({ name, inputs }: BuiltModel, tensors: readonly WireTensor[]): Buffer[] {
  const asked = tensors.map(({ index, shape, bytes }) => {
    const spec = inputs[index]
    return { name: spec?.name, datatype: spec?.datatype, shape, parameters: { binary_data_size: bytes.byteLength } }
  })
  const head = Buffer.from(JSON.stringify({ inputs: asked, parameters: { binary_data_output: true } }))
  const headers = { 'content-type': 'application/octet-stream', 'inference-header-content-length': head.length }
  return post(`/v2/models/${name}/infer`, [head, ...tensors.map(({ bytes }) => bytes)], headers)
}
