import { valuesOf } from '../../base/datatype.ts'
import { RequestError } from '../protocol/request-error.ts'
import { jsonBody } from './json-body.ts'
import type { Service } from './service.ts'

/** One number in, one number out: `POST /ml {"input": 15}`. */
export const numberService: Service = {
  path: '/ml',
  contentTypes: ['application/json'],
  read(body) {
    const { input } = jsonBody(body)
    if (typeof input !== 'number') throw new RequestError(400, 'the body must be JSON such as {"input": 15}')
    return {
      inputs: [{ index: 0, shape: [1, 1], bytes: new Uint8Array(Float32Array.of(input).buffer) }],
      answer: ([output]) => ({ output: Number(valuesOf('FP32', output?.bytes ?? new Uint8Array())[0]) }),
    }
  },
}
