import type { BuiltModel } from '../contract.ts'
import { eyesByLandmarksService } from './eyes-by-landmarks.ts'
import { numberService } from './number.ts'
import type { Service } from './service.ts'
import { textInImageService } from './text-in-image.ts'

/** The natural route of a model; null for one that is served as tensors only. */
export function openService({ task }: BuiltModel): Service | null {
  switch (task?.kind) {
    case undefined:
      return null
    case 'number':
      return numberService
    case 'eyes-by-landmarks':
      return eyesByLandmarksService(task)
    case 'text-in-image':
      return textInImageService
  }
}
