import type { BuiltModel } from '../contract.ts'
import type { Asked, Service } from '../service/service.ts'
import type { Reader, Reading } from './reading.ts'
import { RequestError } from './request-error.ts'

/** Reads requests to a service's natural route, and answers them with JSON. Answers of seeded weights say so. */
export function naturalRoute({ contentTypes, read }: Service, { synthetic }: BuiltModel): Reader {
  return (body, request, steps) => {
    const contentType = mediaType(request.headers['content-type'])
    if (!contentTypes.includes(contentType)) {
      const given = contentType === '' ? 'none' : contentType
      throw new RequestError(415, `the Content-Type must be ${contentTypes.join(' or ')}, not ${given}`, {
        accept: contentTypes.join(', '),
      })
    }
    if (body.length === 0) throw new RequestError(400, 'the body is empty')
    const reading = ({ inputs, answer }: Asked): Reading => ({
      inputs,
      encode(outputs) {
        const told = steps.time('answer', () => answer(outputs))
        return { body: JSON.stringify(synthetic ? { ...told, synthetic } : told), headers: ['content-type', 'application/json'] }
      },
    })
    const asked = read(body, contentType, steps)
    return asked instanceof Promise ? asked.then(reading) : reading(asked)
  }
}

/** The media type of a Content-Type header, in small letters and without its parameters. */
function mediaType(header: string | undefined): string {
  return (header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}
