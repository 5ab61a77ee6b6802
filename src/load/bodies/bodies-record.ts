import { createHash } from 'node:crypto'
import type { BodiesRecord } from '../../dataset/index.ts'
import type { RequestSet } from './request-set.ts'

/** Says what a load sends, by the checksum of each body as it goes over the wire. */
export function bodiesRecord({ requests }: RequestSet): BodiesRecord {
  return {
    version: 1,
    requests: requests.map(({ name, path, bodies }) => ({
      request: name,
      path,
      bodies: bodies.map(({ bytes, headers, file }) => ({
        file: file ?? null,
        contentType: headers['content-type'] ?? null,
        contentEncoding: headers['content-encoding'] ?? null,
        sizeBytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      })),
    })),
  }
}
