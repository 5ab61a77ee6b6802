import { DynoError, messageOf } from '../../base/errors.ts'
import { shown } from './index-address.ts'

export interface Answer {
  /** Where the answer came from in the end, after redirects. */
  url: string
  bytes: AsyncIterable<Uint8Array>
  text: AsyncIterable<string>
}

export interface RequestOptions {
  accept?: string
  /** An address whose user and password are sent along when the request goes to the same host. */
  credentialsOf: URL
}

/** Gets an address over HTTP or HTTPS and follows redirects; trouble is told without credentials. */
export async function request(url: URL, signal: AbortSignal, { accept = '*/*', credentialsOf }: RequestOptions): Promise<Answer> {
  const target = new URL(url)
  target.username = ''
  target.password = ''
  const headers: Record<string, string> = { accept, 'user-agent': 'kubedyno' }
  const { username, password, origin } = credentialsOf
  if (username && origin === url.origin) {
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
    headers.authorization = `Basic ${Buffer.from(pair).toString('base64')}`
  }
  const response = await fetch(target, { headers, signal }).catch((error) => {
    throw signal.aborted ? signal.reason : unreachable(url, error)
  })
  if (!response.ok || !response.body) {
    await response.body?.cancel()
    throw new DynoError('KD_FETCH_FAILED', `${shown(url)} answers ${response.status} ${response.statusText}`.trimEnd(), {
      hint: hintFor(response.status),
    })
  }
  const bytes = received(response.body, url, signal)
  return { url: response.url, bytes, text: decoded(bytes) }
}

async function* received(body: AsyncIterable<Uint8Array>, url: URL, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (error) {
    throw signal.aborted ? signal.reason : unreachable(url, error)
  }
}

async function* decoded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

function hintFor(status: number): string {
  if (status === 401 || status === 403) return 'the index wants credentials, or other ones: https://USER:PASSWORD@… in KUBEDYNO_PIP_INDEX'
  if (status === 404) return 'name an index that carries the package in KUBEDYNO_PIP_INDEX'
  return 'try again later, or name another index in KUBEDYNO_PIP_INDEX'
}

/** `fetch` says no more than that it failed; the reason is in the cause. */
function unreachable(url: URL, error: unknown): DynoError {
  const reason = error instanceof Error && error.cause ? messageOf(error.cause) : messageOf(error)
  const certificate = /certificate|self.signed/i.test(reason)
  const hint = certificate
    ? 'if the index has a certificate of your own authority, name its file in NODE_EXTRA_CA_CERTS'
    : 'without a network, models run with seeded weights where they have some; an index within reach can be named in KUBEDYNO_PIP_INDEX'
  return new DynoError('KD_FETCH_FAILED', `cannot get ${shown(url)}: ${reason}`, { cause: error, hint })
}
