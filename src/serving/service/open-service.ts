import type { BuiltModel } from '../contract.ts'
import { numberService } from './number.ts'
import type { Service } from './service.ts'

/** The natural route of a model; null for one that is served as tensors only. */
export function openService({ task }: BuiltModel): Service | null {
  return task && numberService
}
