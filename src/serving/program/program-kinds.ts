import type { EyesByLandmarks } from './eyes-by-landmarks.ts'
import type { Speech } from './speech.ts'
import type { TextInImage } from './text-in-image.ts'

/** What a model process runs, by absolute paths: one graph, or several that answer together as one model. */
export type Program = { kind: 'graph'; path: string } | EyesByLandmarks | Speech | TextInImage
