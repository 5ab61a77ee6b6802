import { valuesOf } from '../../src/base/datatype.ts'
import type { BuiltModel } from '../../src/serving/index.ts'
import type { WireTensor } from '../../src/serving/tensor/tensor.ts'
import { tensorRequest } from '../base/tensor-request.ts'
import type { WrkRequest } from './wrk.ts'

/** An inference request of the Open Inference Protocol in JSON: the one form that all servers are asked in. */
export function jsonRequest({ name, inputs }: BuiltModel, tensors: readonly WireTensor[]): WrkRequest {
  const asked = tensors.map(({ index, shape, bytes }) => {
    const { name: input = '', datatype = 'FP32' } = inputs[index] ?? {}
    return { name: input, datatype, shape, data: Array.from(valuesOf(datatype, bytes), Number) }
  })
  return {
    path: `/v2/models/${name}/infer`,
    body: Buffer.from(JSON.stringify({ inputs: asked })),
    headers: { 'Content-Type': 'application/json' },
  }
}

/** The same with tensors as binary data, both ways. */
export function binaryRequest(model: BuiltModel, tensors: readonly WireTensor[]): WrkRequest {
  const [head, ...parts] = tensorRequest(model, tensors)
  const [, headLength = ''] = /inference-header-content-length: (\d+)/.exec(String(head)) ?? []
  return {
    path: `/v2/models/${model.name}/infer`,
    body: Buffer.concat(parts),
    headers: { 'Content-Type': 'application/octet-stream', 'Inference-Header-Content-Length': headLength },
  }
}
