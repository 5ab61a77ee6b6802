import type { Found } from './non-maximum-suppression.ts'
import type { Size } from './picture.ts'

/** An output of a detector. */
export interface DetectorOutput {
  shape: readonly number[]
  values: Float32Array
}

/** Width and height in pixels of the boxes that each level starts from, one after the other; the finest level first. */
export type Anchors = readonly (readonly number[])[]

/** Before the class scores: centre, width, height, objectness. */
const headValues = 5

/**
 * The boxes in which YOLOv5 is sure enough of something, in pixels of the frame, each with its likeliest class; many show the same thing. It reads
 * the decoded output `[1, boxes, 5 + classes]` where there is one, else the raw ones `[1, anchors, rows, columns, 5 + classes]` of its levels.
 */
export function yoloBoxes(
  outputs: readonly DetectorOutput[],
  classes: number,
  frame: Size,
  anchors: Anchors | null,
  least: number,
): Found[] {
  const decoded = outputs.find(({ shape }) => shape.length === 3 && shape[2] === headValues + classes)
  if (decoded) return decodedBoxes(decoded.values, classes, least)
  const levels = outputs.filter(({ shape }) => shape.length === 5 && shape[4] === headValues + classes)
  const finestFirst = levels.sort((one, other) => (other.shape[3] as number) - (one.shape[3] as number))
  return finestFirst.flatMap((level, index) => rawBoxes(level, classes, frame, anchors?.[index] ?? [], least))
}

function decodedBoxes(values: Float32Array, classes: number, least: number): Found[] {
  const found: Found[] = []
  const rowValues = headValues + classes
  for (let at = 0; at < values.length; at += rowValues) {
    const objectness = values[at + 4] as number
    if (!(objectness >= least)) continue
    const kind = likeliest(values, at + headValues, classes)
    const confidence = objectness * (values[at + headValues + kind] as number)
    if (!(confidence >= least)) continue
    found.push(
      centred(values[at] as number, values[at + 1] as number, values[at + 2] as number, values[at + 3] as number, kind, confidence),
    )
  }
  return found
}

/** The decoding that YOLOv5's own head does. */
function rawBoxes({ shape, values }: DetectorOutput, classes: number, frame: Size, anchors: readonly number[], least: number): Found[] {
  const found: Found[] = []
  const [, anchorCount = 0, rows = 0, columns = 0] = shape
  const rowValues = headValues + classes
  const [across, down] = [frame.width / columns, frame.height / rows]
  for (let cell = 0; cell < anchorCount * rows * columns; cell++) {
    const at = cell * rowValues
    const score = (offset: number) => sigmoid(values[at + offset] as number)
    const objectness = score(4)
    if (!(objectness >= least)) continue
    const kind = likeliest(values, at + headValues, classes)
    const confidence = objectness * score(headValues + kind)
    if (!(confidence >= least)) continue
    const column = cell % columns
    const row = Math.floor(cell / columns) % rows
    const anchor = 2 * Math.floor(cell / (columns * rows))
    const width = (2 * score(2)) ** 2 * (anchors[anchor] as number)
    const height = (2 * score(3)) ** 2 * (anchors[anchor + 1] as number)
    found.push(centred((2 * score(0) - 0.5 + column) * across, (2 * score(1) - 0.5 + row) * down, width, height, kind, confidence))
  }
  return found
}

function likeliest(values: Float32Array, from: number, classes: number): number {
  let best = 0
  for (let kind = 1; kind < classes; kind++) if ((values[from + kind] as number) > (values[from + best] as number)) best = kind
  return best
}

function centred(x: number, y: number, width: number, height: number, kind: number, confidence: number): Found {
  return { x: x - width / 2, y: y - height / 2, width, height, class: kind, confidence }
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value))
}
