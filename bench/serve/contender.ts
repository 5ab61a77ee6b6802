import type { BuiltModel, ReplicaOptions } from '../../src/serving/index.ts'
import { type Server, startReplica } from '../base/replica.ts'
import type { Rival } from './rivals.ts'
import type { WrkRequest } from './wrk.ts'

/** A server, or several that share the connections, and the form in which it is asked. */
export interface Contender {
  name: string
  request: WrkRequest
  start(model: BuiltModel, core?: string): Promise<Server[]>
}

/** Another server, asked in JSON. */
export function asked({ name, start }: Rival, request: WrkRequest): Contender {
  return { name, request, start: async (model, core) => [await start(model, request, core)] }
}

/** Replicas of ours. */
export function ours(name: string, request: WrkRequest, options: Partial<ReplicaOptions> = {}, replicas = 1): Contender {
  return {
    name,
    request,
    start: (model, core) => Promise.all(Array.from({ length: replicas }, () => startReplica(model, options, { core: core ?? null }))),
  }
}
