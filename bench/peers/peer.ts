import { runOnClientCore } from '../base/client-core.ts'

/** Another load generator, or ours beside it: it sends inference requests to a port for some seconds. */
export interface Generator {
  name: string
  run(options: RunOptions): Promise<Ran>
}

export interface RunOptions {
  port: number
  seconds: number
  connections: number
  /** An open loop sends so many; without it, each connection sends as soon as it is answered. */
  ratePerSecond?: number
}

/** What came of a run. */
export interface Ran {
  cpuSeconds: number
  /** p50, p90 and p99 in milliseconds as the generator tells them; null when it was not asked. */
  latenciesMs: readonly number[] | null
  /** Requests that it says it left out; null when it does not tell. */
  dropped: number | null
}

/** The body of the requests that peers send, as ours does. */
export const inferenceBody = '{"inputs":[{"name":"x","datatype":"FP32","shape":[1,4],"data":[0.1,0.2,0.3,0.4]}]}'

/** Where requests go. */
export function inferenceUrl(port: number): string {
  return `http://127.0.0.1:${port}/v2/models/m/infer`
}

/** A generator that is a command, and a reader of what it prints. */
export function commandPeer(
  name: string,
  command: (options: RunOptions) => string[],
  read: (printed: string) => Partial<Omit<Ran, 'cpuSeconds'>>,
): Generator {
  return {
    name,
    async run(options) {
      const { printed, cpuSeconds } = await runOnClientCore(command(options))
      return { cpuSeconds, latenciesMs: null, dropped: null, ...read(printed) }
    },
  }
}
