import { lstmForecaster } from '../architecture/lstm-forecaster.ts'
import { seededWeights } from '../onnx/weights.ts'
import type { CatalogueModel } from './entry.ts'

/** A forecast of a meter's next day from the week before. */
export const forecaster: CatalogueModel = {
  name: 'lstm-forecaster',
  summary: 'two LSTMs of 64 units: a week of quarter-hourly readings and the calendar in, the next day out',
  parameters: 37_185,
  multiplyAdds: 13_940_736,
  seeded: {
    parts: { model: { ending: 'onnx', sha256: '57e4194f1a4449cae0b15932c3de964ffb94ee819887982f1c6485f61bc1eac8' } },
    write: () => ({ model: lstmForecaster(seededWeights(1)) }),
  },
  use: ({ model = '' }) => ({ program: { kind: 'graph', path: model }, task: null }),
}
