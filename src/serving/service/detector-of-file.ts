import type { Anchors } from '../image/yolo-boxes.ts'
import { classNames } from '../onnx/class-names.ts'
import { float32, floatsOf, type OnnxFile, readOnnx } from '../onnx/read-onnx.ts'
import type { Detector } from './detector.ts'

/** The levels of YOLOv5, and the anchors of each. */
const levels = 3
const anchorValues = 6

/**
 * What an ONNX file is for, as far as the file says so: YOLOv5's official export writes the names of its classes into the metadata, and its
 * outputs have the shape to match. A detector whose classes are open and closed eyes is for their state. Null for any other file, and for raw
 * outputs without anchors to read them by.
 */
export function detectorOfFile(bytes: Uint8Array): ({ kind: 'detect' | 'eyes' } & Detector) | null {
  const file = readable(bytes)
  const names = file?.metadata.names ? classNames(file.metadata.names) : null
  if (!file || !names || !takesPictures(file)) return null
  const values = 5 + names.length
  const isDecoded = file.outputs.some(({ dims }) => dims.length === 3 && dims[2] === values)
  const isRaw = file.outputs.length === levels && file.outputs.every(({ dims }) => dims.length === 5 && dims[4] === values)
  const anchors = isRaw && !isDecoded ? anchorsOf(file) : null
  if (!isDecoded && !anchors) return null
  return { kind: eyeStates(names) ? 'eyes' : 'detect', names, anchors }
}

/** What an ONNX file says of itself; null when it cannot be read. */
export function readable(bytes: Uint8Array): OnnxFile | null {
  try {
    return readOnnx(bytes)
  } catch {
    return null
  }
}

/** Whether its one input is one picture, `[1, 3, height, width]`, of 32-bit floats: a half-precision export is served as tensors only. */
export function takesPictures({ inputs }: OnnxFile): boolean {
  const [input] = inputs
  const [batch, channels] = input?.dims ?? []
  return (
    inputs.length === 1 &&
    input?.type === float32 &&
    input.dims.length === 4 &&
    channels === 3 &&
    (batch === 1 || typeof batch === 'string')
  )
}

/** For each class whether it is an open or a closed eye; null when one is neither, or all are the same. */
export function eyeStates(names: readonly string[]): ('open' | 'closed')[] | null {
  const states = names.map((name) => (/clos|shut/i.test(name) ? 'closed' : /open/i.test(name) ? 'open' : null))
  if (states.includes(null) || new Set(states).size !== 2) return null
  return states as ('open' | 'closed')[]
}

/** From the metadata, else from the constant that the network keeps them in, which counts in cells of each level instead of pixels. */
function anchorsOf({ metadata, constants, inputs, outputs }: OnnxFile): Anchors | null {
  const written = metadata.anchors ? parsed(metadata.anchors) : null
  if (written) return written
  const kept = constants.find(
    ({ name, dims }) => /anchor/i.test(name) && dims.reduce((product, size) => product * size, 1) === levels * anchorValues,
  )
  const side = inputs[0]?.dims[3]
  if (!kept || typeof side !== 'number') return null
  const cells = floatsOf(kept)
  const columns = outputs.map(({ dims }) => Number(dims[3])).sort((one, other) => other - one)
  const inPixels = /grid/i.test(kept.name)
  return columns.map((count, level) =>
    [...cells.subarray(level * anchorValues, (level + 1) * anchorValues)].map((value) => (inPixels ? value : (value * side) / count)),
  )
}

function parsed(text: string): Anchors | null {
  try {
    const anchors: unknown = JSON.parse(text)
    const isWhole = Array.isArray(anchors) && anchors.length === levels && anchors.every((level) => level?.length === anchorValues)
    return isWhole && anchors.flat().every(Number.isFinite) ? anchors : null
  } catch {
    return null
  }
}
