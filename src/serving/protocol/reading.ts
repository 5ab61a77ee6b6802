import type { IncomingMessage } from 'node:http'
import type { Steps } from '../service/service.ts'
import type { WireTensor } from '../tensor/tensor.ts'

/** A request that was read, whichever way it came. */
export interface Reading {
  inputs: WireTensor[]
  /** The request's own limit, counted from its arrival; absent when it has none. */
  deadlineMs?: number | undefined
  encode(outputs: readonly WireTensor[]): EncodedAnswer
}

/** The body of an answer and the headers that go with it, names and values in turn. */
export interface EncodedAnswer {
  body: string | readonly Uint8Array[]
  headers: (string | number)[]
}

/** Reads the whole body of a request; throws a RequestError that says what is wrong with it. */
export type Reader = (body: Buffer, request: IncomingMessage, steps: Steps) => Reading | Promise<Reading>
