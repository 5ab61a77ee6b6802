import type { Datatype } from '../../base/datatype.ts'

/** One input tensor of the target; every dimension is fixed. */
export interface LoadInput {
  name: string
  datatype: Datatype
  shape: number[]
}
