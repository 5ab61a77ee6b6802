import { gunzip } from 'node:zlib'
import { hasSystemCode } from '../../base/errors.ts'
import { RequestError } from './request-error.ts'

/**
 * Hands on what a body is once its content encoding is undone: none, or gzip, beside the loop that serves. A body that would grow beyond
 * `limitBytes` is given up at that point, and encodings that are not known are refused.
 */
export function decoded(
  body: Buffer,
  encoding: string | undefined,
  limitBytes: number,
  onEnd: (body: Buffer | RequestError) => void,
): void {
  const asked = encoding?.trim().toLowerCase() ?? 'identity'
  if (asked === 'identity') onEnd(body)
  else if (asked === 'gzip' || asked === 'x-gzip') {
    gunzip(body, { maxOutputLength: limitBytes }, (error, plain) => onEnd(error ? refusal(error, limitBytes) : plain))
  } else onEnd(new RequestError(415, `bodies may be compressed with gzip, not ${encoding}`, { 'accept-encoding': 'gzip' }))
}

function refusal(error: Error, limitBytes: number): RequestError {
  if (hasSystemCode(error, 'ERR_BUFFER_TOO_LARGE'))
    return new RequestError(413, `a body may have ${limitBytes} bytes at most, uncompressed`)
  return new RequestError(400, 'the body is no gzip')
}
