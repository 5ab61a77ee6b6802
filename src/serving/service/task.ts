import type { EyesByLandmarksTask } from './eyes-by-landmarks.ts'
import type { TextInImageTask } from './text-in-image.ts'

/** What a model is for, and with it what its natural route takes and answers. */
export type Task = { kind: 'number' } | EyesByLandmarksTask | TextInImageTask
