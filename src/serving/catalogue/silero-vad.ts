import { sileroPackage } from '../packages/pins.ts'
import type { CatalogueModel } from './entry.ts'
import { fromPackages, taken } from './from-packages.ts'

/** Whether somebody speaks. An inference is about a second: 32 chunks of 32 ms. */
export const sileroVad: CatalogueModel = {
  name: 'silero-vad',
  summary: 'Silero VAD: whether somebody speaks, for each 32 ms of a recording',
  parameters: 309_633,
  multiplyAdds: 23_859_200,
  sizes: { sequence_length: 32 },
  seeded: null,
  trained: {
    ...fromPackages(sileroPackage),
    parts: { model: { ending: 'onnx', sha256: '9ccdacc4719d8aa7e45a77536bfabec45a03ba1f2fad5e241ab4060b24238a85' } },
    write: (folders) => ({ model: taken(folders, sileroPackage, 'silero_vad_16k_sequence.onnx') }),
  },
  use: ({ model = '' }) => ({ program: { kind: 'graph', path: model }, task: { kind: 'voice' } }),
}
