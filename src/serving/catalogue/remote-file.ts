import { join } from 'node:path'
import type { Effects } from '../../base/effects.ts'
import { DynoError, messageOf } from '../../base/errors.ts'
import { s3Get, s3PlaceOf } from '../../base/s3-request.ts'
import { readIfThere, sha256Of, writeOnce } from './model-file.ts'

/** No model file that is got from elsewhere has more bytes. */
const limitBytes = 4 * 1024 ** 3

/** Gets a model file from an address, once: it is kept in the cache under its checksum. Resolves to its path and bytes. */
export async function remoteFile(
  { path: address, sha256 }: { path: string; sha256: string },
  cacheFolder: string,
  effects: Effects,
  signal: AbortSignal,
): Promise<{ path: string; bytes: Uint8Array }> {
  const path = join(cacheFolder, 'files', `${sha256.toLowerCase()}.onnx`)
  const kept = readIfThere(path, effects)
  if (kept && sha256Of(kept) === sha256.toLowerCase()) return { path, bytes: kept }
  const bytes = await got(address, effects, signal)
  const found = sha256Of(bytes)
  if (found !== sha256.toLowerCase()) {
    throw new DynoError('KD_MODEL_CHECKSUM', `what ${withoutSecrets(address)} gave has the SHA-256 ${found}, not ${sha256}`, {
      hint: 'name the right address; or if this file is right, write its SHA-256 into the experiment file',
    })
  }
  writeOnce(path, bytes, effects)
  return { path, bytes }
}

async function got(address: string, effects: Effects, signal: AbortSignal): Promise<Uint8Array> {
  const { url, headers } = requestOf(address, effects)
  const failure = (reason: string, cause?: unknown) =>
    new DynoError('KD_FETCH_FAILED', `cannot get ${withoutSecrets(address)}: ${reason}`, {
      cause,
      hint: address.startsWith('s3:')
        ? 'S3 is reached by AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and, for a store of your own, AWS_ENDPOINT_URL'
        : 'the address must be reachable from here and answer with the file',
    })
  try {
    const response = await fetch(url, { headers, signal })
    if (!response.ok || !response.body) throw failure(`it answers ${response.status} ${response.statusText}`.trimEnd())
    const chunks: Uint8Array[] = []
    let sizeBytes = 0
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      sizeBytes += chunk.length
      if (sizeBytes > limitBytes) throw failure(`it has more than ${limitBytes} bytes`)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  } catch (error) {
    if (error instanceof DynoError) throw error
    if (signal.aborted) throw signal.reason
    throw failure(error instanceof Error && error.cause ? messageOf(error.cause) : messageOf(error), error)
  }
}

function requestOf(address: string, { environment, clock }: Effects): { url: URL; headers: Record<string, string> } {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/i.exec(address) ?? []
  if (bucket) return s3Get({ bucket, key }, s3PlaceOf(environment), clock.wallMs())
  if (!URL.canParse(address) || /^s3:/i.test(address)) {
    throw new DynoError('KD_SPEC_INVALID', `${withoutSecrets(address)} is no address of a file`, {
      hint: 'write https://host/path/model.onnx or s3://bucket/path/model.onnx',
    })
  }
  return { url: new URL(address), headers: {} }
}

/** An address that may be shown: without user, password and query. */
export function withoutSecrets(address: string): string {
  return address.replace(/^(\w+:\/\/)[^/@]*@/, '$1').replace(/[?#].*$/, '')
}
