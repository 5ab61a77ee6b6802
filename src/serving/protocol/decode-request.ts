import { datatypes, elementsOf } from '../../base/datatype.ts'
import type { TensorSpec, WireTensor } from '../tensor/tensor.ts'
import { valuesToBytes } from './json-values.ts'
import { RequestError } from './request-error.ts'

/** What an inference request asks for. */
export interface InferRequest {
  id: string | undefined
  inputs: WireTensor[]
  /** From its `timeout` parameter, which is in microseconds as Triton has it. */
  timeoutMs: number | undefined
  /** The outputs wanted, in order, by their place among the model's outputs. */
  outputs: { index: number; binary: boolean }[]
}

/** Reads the body of an inference request of the Open Inference Protocol; throws a RequestError that says what is wrong with it. */
export function decodeRequest(
  body: Buffer,
  headLength: string | undefined,
  model: { inputs: readonly TensorSpec[]; outputs: readonly TensorSpec[] },
): InferRequest {
  const headBytes = headLength === undefined ? body.length : wholeNumber(headLength, body.length)
  const head = parseHead(body.subarray(0, headBytes))
  const raw = rawData(body.subarray(headBytes))
  const given = new Map<string, WireTensor>()
  for (const item of list(head.inputs, 'inputs')) {
    const name = text(item.name, 'the name of an input')
    const index = model.inputs.findIndex((spec) => spec.name === name)
    const spec = model.inputs[index]
    if (!spec) throw new RequestError(400, `the model has no input ${JSON.stringify(name)}; it has ${namesOf(model.inputs)}`)
    if (given.has(name)) throw new RequestError(400, `input ${name} is there twice`)
    given.set(name, decodeInput(item, index, spec, raw))
  }
  raw.end()
  const inputs = model.inputs.map((spec) => {
    const tensor = given.get(spec.name)
    if (!tensor) throw new RequestError(400, `input ${spec.name} is missing`)
    return tensor
  })
  if (head.id !== undefined && typeof head.id !== 'string') throw new RequestError(400, 'id must be text')
  return { id: head.id, inputs, timeoutMs: timeoutOf(head), outputs: wantedOutputs(head, model.outputs) }
}

type Fields = Record<string, unknown>

function parseHead(bytes: Buffer): Fields {
  let head: unknown
  try {
    head = JSON.parse(bytes.toString())
  } catch {
    throw new RequestError(400, 'the body is not JSON')
  }
  return fields(head, 'the body')
}

function decodeInput(item: Fields, index: number, spec: TensorSpec, raw: RawData): WireTensor {
  const { name, datatype } = spec
  if (item.datatype !== datatype) throw new RequestError(400, `input ${name} must be of datatype ${datatype}`)
  const shape = fittingShape(item.shape, spec)
  const size = optionalFields(item.parameters, `the parameters of input ${name}`).binary_data_size
  if (size === undefined) return { index, shape, bytes: valuesToBytes(item.data, datatype, shape, name) }
  if (item.data !== undefined) throw new RequestError(400, `input ${name} has both data and binary_data_size`)
  const sizeBytes = elementsOf(shape) * datatypes[datatype].elementBytes
  if (size !== sizeBytes) throw new RequestError(400, `input ${name} of shape [${shape}] takes ${sizeBytes} bytes`)
  return { index, shape, bytes: raw.take(sizeBytes, name) }
}

function fittingShape(shape: unknown, { name, shape: wanted }: TensorSpec): number[] {
  const fits =
    Array.isArray(shape) &&
    shape.length === wanted.length &&
    shape.every((size, axis) => (wanted[axis] === -1 ? Number.isInteger(size) && size > 0 && size < 2 ** 31 : size === wanted[axis]))
  if (!fits)
    throw new RequestError(400, `input ${name} must have the shape [${wanted}]${wanted.includes(-1) ? ', where -1 is any size' : ''}`)
  return shape as number[]
}

function timeoutOf(head: Fields): number | undefined {
  const { timeout } = optionalFields(head.parameters, 'parameters')
  if (timeout === undefined) return undefined
  if (typeof timeout === 'number' && timeout > 0) return timeout / 1000
  throw new RequestError(400, 'the parameter timeout must be a number of microseconds above 0')
}

function wantedOutputs(head: Fields, outputs: readonly TensorSpec[]): InferRequest['outputs'] {
  const binary = optionalFields(head.parameters, 'parameters').binary_data_output === true
  if (head.outputs === undefined) return outputs.map((_, index) => ({ index, binary }))
  const asked = new Set<number>()
  return list(head.outputs, 'outputs').map((item) => {
    const index = outputs.findIndex(({ name }) => name === item.name)
    if (index < 0) throw new RequestError(400, `the model has no output ${JSON.stringify(item.name)}; it has ${namesOf(outputs)}`)
    if (asked.has(index)) throw new RequestError(400, `output ${item.name} is asked for twice`)
    asked.add(index)
    const own = optionalFields(item.parameters, 'the parameters of an output').binary_data
    return { index, binary: typeof own === 'boolean' ? own : binary }
  })
}

interface RawData {
  take(sizeBytes: number, name: string): Buffer
  end(): void
}

/** The binary data behind the JSON, input by input. */
function rawData(bytes: Buffer): RawData {
  let at = 0
  return {
    take(sizeBytes, name) {
      if (at + sizeBytes > bytes.length) throw new RequestError(400, `the binary data ends before input ${name} does`)
      at += sizeBytes
      return bytes.subarray(at - sizeBytes, at)
    },
    end() {
      if (at < bytes.length) throw new RequestError(400, `${bytes.length - at} bytes follow that belong to no input`)
    },
  }
}

function wholeNumber(written: string, most: number): number {
  const value = Number(written)
  if (!/^\d+$/.test(written) || value > most) {
    throw new RequestError(400, 'Inference-Header-Content-Length must be the length of the JSON at the start of the body')
  }
  return value
}

function fields(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new RequestError(400, `${what} must be a JSON object`)
  return value as Fields
}

function optionalFields(value: unknown, what: string): Fields {
  return value === undefined ? {} : fields(value, what)
}

function list(value: unknown, what: string): Fields[] {
  if (!Array.isArray(value)) throw new RequestError(400, `${what} must be a list`)
  return value.map((item) => fields(item, `each of ${what}`))
}

function text(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new RequestError(400, `${what} must be text`)
  return value
}

function namesOf(specs: readonly TensorSpec[]): string {
  return specs.map(({ name }) => name).join(', ')
}
