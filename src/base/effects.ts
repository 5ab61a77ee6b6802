import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import * as process from 'node:process'

/** Time as the machine tells it: `wallMs` can jump, `monotonicNs` never does and is shared by all processes of one machine. */
export interface Clock {
  wallMs(): number
  monotonicNs(): bigint
  /** Resolves after `delayMs`; rejects with the signal's reason when it aborts first. */
  sleep(delayMs: number, signal: AbortSignal): Promise<void>
}

/** All that reaches outside the program; tests replace single parts (time, randomness, disk faults), never whole services. */
export interface Effects {
  clock: Clock
  disk: typeof fs
  environment: Readonly<Record<string, string | undefined>>
  /** Fresh, unpredictable bytes, for names that must not collide; never for anything that a seed should decide. */
  entropy(sizeBytes: number): Uint8Array
}

export const realClock: Clock = {
  wallMs: () => Date.now(),
  monotonicNs: () => process.hrtime.bigint(),
  sleep: (delayMs, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      const onAbort = () => {
        clearTimeout(timer)
        reject(signal.reason)
      }
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      }, delayMs)
      signal.addEventListener('abort', onAbort, { once: true })
    }),
}

export const realEffects: Effects = {
  clock: realClock,
  disk: fs,
  environment: process.env,
  entropy: (sizeBytes) => randomBytes(sizeBytes),
}
