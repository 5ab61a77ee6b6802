/** A request that cannot be answered well: its status and what is wrong, for the one who sent it. */
export class RequestError extends Error {
  readonly status: number
  readonly headers: Record<string, string>

  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message)
    this.name = 'RequestError'
    this.status = status
    this.headers = headers
  }
}
