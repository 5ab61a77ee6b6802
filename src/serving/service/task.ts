import type { Detector } from './detector.ts'
import type { EyesByLandmarksTask } from './eyes-by-landmarks.ts'
import type { TextInImageTask } from './text-in-image.ts'

/** What a model is for, and with it what its natural route takes and answers. */
export type Task =
  | { kind: 'number' }
  /** Brightness is brought to `(value - mean) / std`; `labels` is the path of a file with the name of a class in each line. */
  | { kind: 'classify'; mean: readonly number[]; std: readonly number[]; labels: string | null }
  /** Of eyes, the classes say open or closed by their names. */
  | ({ kind: 'detect' | 'eyes' } & Detector)
  /** `vocabulary` is the path of BERT's `vocab.txt`, null when the weights mean nothing anyway; `limit` is the most tokens of a text. */
  | { kind: 'embed'; vocabulary: string | null; limit: number }
  /** Of the chunks of a recording, which are speech. */
  | { kind: 'voice' }
  /** Words of a recording; `vocabulary` is the path of Whisper's tokens, a line each, null when the weights mean nothing anyway. */
  | { kind: 'transcribe'; vocabulary: string | null; language: string }
  | EyesByLandmarksTask
  | TextInImageTask
