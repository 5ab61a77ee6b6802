import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BuiltModel } from '../../src/serving/index.ts'
import { stepMeter } from '../../src/serving/metrics/step-meter.ts'
import { folderName } from '../../src/serving/packages/pins.ts'
import { openService } from '../../src/serving/service/open-service.ts'
import { sampleInputs } from '../../src/serving/tensor/sample-inputs.ts'
import type { WireTensor } from '../../src/serving/tensor/tensor.ts'
import { picturesPackage } from '../../test/services/pictures/pin.ts'
import { modelFolder } from '../base/models-here.ts'

/** What a model is asked. */
export interface UsualRequest {
  inputs: WireTensor[]
  /** In words, for the table. */
  told: string
}

/** Photographs of the packages that tests fetch, by the task of those models whose work depends on what is in the picture. */
const photographs: Readonly<Record<string, { file: string; told: string }>> = {
  'eyes-by-landmarks': { file: 'astronaut.png', told: 'photograph of a face' },
  'text-in-image': { file: 'page.png', told: 'photograph of a page' },
}

/** One request of the usual sizes: speech or a photograph where the work depends on what is in it, else numbers from a seed. */
export async function usualRequest(model: BuiltModel): Promise<UsualRequest> {
  const service = openService(model)
  const photograph = photographs[model.task?.kind ?? '']
  const path = join(modelFolder, 'packages', folderName(picturesPackage), photograph?.file ?? '')
  if (service && photograph && existsSync(path)) {
    return { inputs: (await service.read(readFileSync(path), 'image/png', stepMeter())).inputs, told: photograph.told }
  }
  const [spoken] = model.task?.kind === 'transcribe' ? (service?.samples?.(1) ?? []) : []
  if (service && spoken) {
    return { inputs: (await service.read(spoken.body, spoken.contentType, stepMeter())).inputs, told: '5 s of made-up speech' }
  }
  return { inputs: sampleInputs(model.inputs, 1, 'benchmark'), told: 'numbers from a seed' }
}
