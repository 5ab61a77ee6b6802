import { env, InferenceSession, Tensor } from 'onnxruntime-node'
import { datatypeOfRuntime, datatypes, valuesOf } from '../../base/datatype.ts'
import type { DeclaredTensor, WireTensor } from '../tensor/tensor.ts'
import type { ProgramOptions } from './program.ts'

/** Loads one graph. On a device that is not there it throws an Error that says so: nothing falls back to the CPU in silence. */
export function openSession(path: string, { threads, device }: ProgramOptions): Promise<InferenceSession> {
  if (device !== 'cpu') env.logLevel = 'fatal'
  return InferenceSession.create(path, {
    executionProviders: [device],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  })
}

/** The inputs or outputs of a graph; throws an Error at one that cannot be served. */
export function declared(metadata: readonly InferenceSession.ValueMetadata[]): DeclaredTensor[] {
  return metadata.map((value) => {
    if (!value.isTensor) throw new Error(`${value.name} is no tensor`)
    const datatype = datatypeOfRuntime(value.type)
    if (datatype === null) throw new Error(`${value.name} is of type ${value.type}; served are ${Object.keys(datatypes).join(', ')}`)
    return { name: value.name, datatype, shape: value.shape.map((size, axis) => (size === '' ? `dimension ${axis}` : size)) }
  })
}

/** A tensor that came as bytes, for ONNX Runtime. */
export function tensorOf({ datatype }: DeclaredTensor, { shape, bytes }: WireTensor): Tensor {
  return new Tensor(datatypes[datatype].runtimeName as 'float32', valuesOf(datatype, bytes) as Float32Array, shape)
}

/** A tensor of ONNX Runtime as bytes. */
export function wireTensor(index: number, { dims, data }: Tensor): WireTensor {
  const { buffer, byteOffset, byteLength } = data as Float32Array
  return { index, shape: dims, bytes: new Uint8Array(buffer, byteOffset, byteLength) }
}
