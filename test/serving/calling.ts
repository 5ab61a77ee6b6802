import { type Agent, type IncomingHttpHeaders, request } from 'node:http'
import type { TensorSpec } from '../../src/serving/tensor/tensor.ts'

/** An answer as it came. */
export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
  /** From the first byte sent to the last one received. */
  wallMs: number
}

interface Call {
  method?: string
  headers?: Record<string, string | number>
  body?: string | Buffer
  agent?: Agent
}

/** Sends one HTTP request; rejects when no answer comes. Without an agent the connection is its own. */
export function call(port: number, path: string, { method, headers, body = '', agent }: Call = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const fromMs = performance.now()
    const options = {
      host: '127.0.0.1',
      port,
      path,
      method: method ?? (body.length > 0 ? 'POST' : 'GET'),
      headers: headers ?? {},
      agent: agent ?? false,
    }
    const sent = request(options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk) => void chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
          wallMs: performance.now() - fromMs,
        }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

export const jsonOf = (answer: Answer) => JSON.parse(answer.body.toString())

export const inferPath = '/v2/models/tiny/infer'

/** A good request to `tiny`, as JSON. */
export const goodInput = { name: 'input', shape: [1, 4], datatype: 'FP32', data: [0.5, -1, 2, 0.25] }
export const goodBody = (more: object = {}) => JSON.stringify({ inputs: [goodInput], ...more })

/** The same values in the binary form: JSON first, then the tensor. */
export function binaryRequest(more: object = {}, values: readonly number[] = goodInput.data) {
  const data = Buffer.from(Float32Array.from(values).buffer)
  const head = JSON.stringify({
    inputs: [{ name: 'input', shape: [1, 4], datatype: 'FP32', parameters: { binary_data_size: data.length } }],
    ...more,
  })
  return {
    headers: { 'content-type': 'application/octet-stream', 'inference-header-content-length': Buffer.byteLength(head) },
    body: Buffer.concat([Buffer.from(head), data]),
  }
}

/** A request to any model whose values are all zero. */
export function zeroRequest(inputs: readonly TensorSpec[]) {
  const data = inputs.map(({ shape }) => Buffer.alloc(4 * shape.reduce((product, size) => product * size, 1)))
  const told = inputs.map((input, index) => ({ ...input, parameters: { binary_data_size: data[index]?.length } }))
  const head = Buffer.from(JSON.stringify({ inputs: told }))
  return { headers: { 'inference-header-content-length': head.length }, body: Buffer.concat([head, ...data]) }
}

/** The outputs of an answer in which each one is binary. */
export function binaryOutputs(answer: Answer): Record<string, number[]> {
  const headBytes = Number(answer.headers['inference-header-content-length'])
  const head = JSON.parse(answer.body.subarray(0, headBytes).toString()) as {
    outputs: { name: string; parameters: { binary_data_size: number } }[]
  }
  let at = headBytes
  const values = head.outputs.map(({ name, parameters }): [string, number[]] => {
    const bytes = new Uint8Array(answer.body.subarray(at, at + parameters.binary_data_size))
    at += parameters.binary_data_size
    return [name, [...new Float32Array(bytes.buffer)]]
  })
  if (at !== answer.body.length) throw new Error(`${answer.body.length - at} bytes too many`)
  return Object.fromEntries(values)
}
