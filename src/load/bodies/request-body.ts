/** The body of a request as it goes over the wire, with the headers that it needs. */
export interface RequestBody {
  bytes: Buffer
  headers: Record<string, string>
  /** The file that it was read from, as the experiment file names it; undefined when it was made. */
  file?: string
}

/** A body of this content type. */
export function bodyOfType(bytes: Buffer, contentType: string): RequestBody {
  return { bytes, headers: { 'content-type': contentType } }
}
