import { readFile } from 'node:fs/promises'
import { type InferenceSession, Tensor } from 'onnxruntime-node'
import { readOnnx } from '../onnx/read-onnx.ts'
import type { WireTensor } from '../tensor/tensor.ts'
import { oneByOne } from './one-by-one.ts'
import { placeIn } from './picture/region.ts'
import type { OpenProgram, ProgramOptions } from './program.ts'
import { openSession } from './session.ts'
import { stepTimes } from './step-times.ts'
import { findText, type PictureNetwork, type TextLine, type TextNetworks } from './text/find-text.ts'

/** The lines of text in a picture, by three networks in turn; each is the path of its graph. The recogniser's file holds its letters. */
export interface TextInImage {
  kind: 'text-in-image'
  detector: string
  direction: string
  recogniser: string
}

const steps = ['detector', 'direction', 'recogniser'] as const

/** Loads the three networks. */
export async function openTextInImage(paths: TextInImage, options: ProgramOptions): Promise<OpenProgram> {
  const letters = lettersOf(await readFile(paths.recogniser))
  const [detector, direction, recogniser] = await Promise.all(steps.map(async (step) => network(await openSession(paths[step], options))))
  const networks = { detector, direction, recogniser } as TextNetworks
  return {
    inputs: [{ name: 'picture', datatype: 'UINT8', shape: [1, 3, 'height', 'width'] }],
    outputs: [
      { name: 'text', datatype: 'UINT32', shape: ['lines', 'letters'] },
      { name: 'confidence', datatype: 'FP32', shape: ['lines'] },
      { name: 'corners', datatype: 'FP32', shape: ['lines', 4, 2] },
    ],
    steps: [...steps],
    infer: oneByOne(async ([picture]: readonly WireTensor[]) => {
      const { timed, stepsMs } = stepTimes(steps)
      const [, , height = 0, width = 0] = picture?.shape ?? []
      const lines = await findText({ width, height, values: picture?.bytes ?? new Uint8Array() }, networks, letters, timed)
      return { outputs: outputsOf(lines), stepsMs: stepsMs() }
    }),
  }
}

/** The letters that a recogniser's outputs stand for: the blank, those that its file lists, and the space. */
function lettersOf(file: Uint8Array): string[] {
  const { character } = readOnnx(file).metadata
  if (!character) throw new Error('the recogniser does not say which letters it knows')
  return ['', ...character.split('\n'), ' ']
}

/** Texts as Unicode code points, filled up with zeros; corners from the upper left one of the text clockwise, in pixels. */
function outputsOf(lines: readonly TextLine[]): WireTensor[] {
  const texts = lines.map(({ text }) => Array.from(text, (letter) => letter.codePointAt(0) ?? 0))
  const longest = Math.max(1, ...texts.map((text) => text.length))
  const codes = new Uint32Array(lines.length * longest)
  for (const [index, text] of texts.entries()) codes.set(text, index * longest)
  const places = lines.flatMap(({ region }) => corners.map((corner) => placeIn(region, corner))).flatMap(({ x, y }) => [x, y])
  const tensor = (index: number, shape: number[], values: Uint32Array | Float32Array) => ({
    index,
    shape,
    bytes: new Uint8Array(values.buffer),
  })
  return [
    tensor(0, [lines.length, longest], codes),
    tensor(
      1,
      [lines.length],
      Float32Array.from(lines, ({ confidence }) => confidence),
    ),
    tensor(2, [lines.length, 4, 2], Float32Array.from(places)),
  ]
}

const corners = [
  { x: 0, y: 0 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
]

/** A graph of one input that is a picture, and one output. */
function network(session: InferenceSession): PictureNetwork {
  const [input = ''] = session.inputNames
  const [output = ''] = session.outputNames
  return async (values, { width, height }) => {
    const outputs = await session.run({ [input]: new Tensor('float32', values, [1, 3, height, width]) })
    return outputs[output]?.data as Float32Array
  }
}
