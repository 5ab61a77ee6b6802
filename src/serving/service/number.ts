import { RequestError } from '../protocol/request-error.ts'
import { jsonBody } from './json-body.ts'
import type { Service } from './service.ts'
import { floatsOf, floatTensor } from './wire.ts'

/** One number in, one number out: `POST /ml {"input": 15}`. */
export const numberService: Service = {
  path: '/ml',
  contentTypes: ['application/json'],
  read(body) {
    const { input } = jsonBody(body)
    if (typeof input !== 'number') throw new RequestError(400, 'the body must be JSON such as {"input": 15}')
    return {
      inputs: [floatTensor(0, [1, 1], Float32Array.of(input))],
      answer: ([output]) => ({ output: Number(floatsOf(output)[0]) }),
    }
  },
}
