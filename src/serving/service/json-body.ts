import { RequestError } from '../protocol/request-error.ts'

/** The members of a JSON body; none for one that is no object. */
export function jsonBody(body: Buffer): Record<string, unknown> {
  try {
    return Object(JSON.parse(body.toString()))
  } catch {
    throw new RequestError(400, 'the body is not JSON')
  }
}
