import type { WhisperSize } from '../../../src/serving/architecture/whisper.ts'

const positions = 1500

/** Multiply-adds of the encoder by the paper's dimensions: two convolutions, its layers, and the keys and values for each layer of the decoder. */
export function encoderMultiplyAdds({ width, layers }: WhisperSize): number {
  const convolutions = 2 * positions * width * 80 * 3 + positions * width * width * 3
  const layer = positions * 12 * width ** 2 + 2 * positions ** 2 * width
  return convolutions + layers * (layer + positions * 2 * width ** 2)
}

/** Multiply-adds of one step of the decoder that takes some new tokens after some others. */
export function decoderMultiplyAdds({ width, layers, vocabulary }: WhisperSize, tokens: number, past: number): number {
  const layer = tokens * (14 * width ** 2 + 2 * positions * width + 2 * (past + tokens) * width)
  return layers * layer + tokens * vocabulary * width
}
