import type { BuiltModel } from '../contract.ts'
import type { TensorSpec } from '../tensor/tensor.ts'
import { classifyService } from './classify.ts'
import { detectService } from './detect.ts'
import { embedService } from './embed.ts'
import { eyesService } from './eyes.ts'
import { eyesByLandmarksService } from './eyes-by-landmarks.ts'
import { numberService } from './number.ts'
import type { Service } from './service.ts'
import { textInImageService } from './text-in-image.ts'
import { transcribeService } from './transcribe.ts'
import { voiceService } from './voice.ts'

/** The natural route of a model; null for one that is served as tensors only. */
export function openService({ name, task, inputs }: BuiltModel): Service | null {
  const input = inputs[0] as TensorSpec
  switch (task?.kind) {
    case undefined:
      return null
    case 'number':
      return numberService
    case 'classify':
      return classifyService(input, task)
    case 'detect':
      return detectService(input, task)
    case 'eyes':
      return eyesService(input, task, name)
    case 'eyes-by-landmarks':
      return eyesByLandmarksService(task)
    case 'text-in-image':
      return textInImageService
    case 'embed':
      return embedService(name, task)
    case 'voice':
      return voiceService
    case 'transcribe':
      return transcribeService(task)
  }
}
