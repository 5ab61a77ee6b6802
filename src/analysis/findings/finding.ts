import type { Identity } from '../identity.ts'
import type { Track } from '../measures.ts'
import type { RunRecords } from '../records.ts'
import type { ReplicaLife } from '../replicas.ts'
import type { Saturated } from '../requests/phase-windows.ts'
import type { RequestFacts } from '../requests/requests.ts'
import type { EntityFacts, MissingSignal } from '../resources.ts'

/** Something about how far the data can be trusted, in one plain sentence. */
export interface Finding {
  level: 'fine' | 'note' | 'warning'
  topic: string
  text: string
}

/** What findings are drawn from. */
export interface QualityInput {
  records: RunRecords
  identity: Identity
  requests: RequestFacts
  phases: readonly { phase: string; warmup: boolean; demand: { kind: string }; requests: RequestFacts }[]
  saturated: Saturated | null
  replicas: readonly ReplicaLife[]
  entities: readonly EntityFacts[]
  tracks: readonly Track[]
  missing: readonly MissingSignal[]
}

export type Found = Finding | null

/** Makes a finding. */
export const finding = (level: Finding['level'], topic: string, text: string): Finding => ({ level, topic, text })
/** A share for people. */
export const percent = (share: number) => `${Number((share * 100).toPrecision(2))} %`
/** A number with its noun. */
export const plural = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`
