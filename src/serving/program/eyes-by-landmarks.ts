import { type InferenceSession, Tensor } from 'onnxruntime-node'
import type { WireTensor } from '../tensor/tensor.ts'
import { type FaceNetworks, type FoundEyes, findEyes, type Network } from './face/find-eyes.ts'
import { oneByOne } from './one-by-one.ts'
import type { OpenProgram, ProgramOptions } from './program.ts'
import { openSession } from './session.ts'
import { stepTimes } from './step-times.ts'

/** How far the eyes of the face in a picture are open, by three networks in turn; each is the path of its graph. */
export interface EyesByLandmarks {
  kind: 'eyes-by-landmarks'
  face: string
  landmarks: string
  iris: string
  /** Pixels along each edge of the square picture that is asked about. */
  side: number
}

const steps = ['face', 'landmarks', 'iris'] as const

/** Loads the three networks. */
export async function openEyesByLandmarks({ side, ...paths }: EyesByLandmarks, options: ProgramOptions): Promise<OpenProgram> {
  const [face, landmarks, iris] = await Promise.all(steps.map(async (step) => network(await openSession(paths[step], options))))
  const networks = { face, landmarks, iris } as FaceNetworks
  return {
    inputs: [{ name: 'picture', datatype: 'UINT8', shape: [1, 3, side, side] }],
    outputs: [
      { name: 'face', datatype: 'FP32', shape: [1] },
      { name: 'boxes', datatype: 'FP32', shape: [1, 2, 4] },
      { name: 'openness', datatype: 'FP32', shape: [1, 2] },
    ],
    steps: [...steps],
    infer: oneByOne(async ([picture]: readonly WireTensor[]) => {
      const { timed, stepsMs } = stepTimes(steps)
      const values = picture?.bytes ?? new Uint8Array()
      const found = await findEyes({ width: side, height: side, values }, networks, timed)
      return { outputs: outputsOf(found), stepsMs: stepsMs() }
    }),
  }
}

/** The surest face, its eyes as left, top, right and bottom in pixels, and how far each is open; zeros where no face is. */
function outputsOf({ score, eyes }: FoundEyes): WireTensor[] {
  const boxes = new Float32Array(8)
  boxes.set(eyes.flatMap(({ left, top, right, bottom }) => [left, top, right, bottom]))
  const openness = new Float32Array(2)
  openness.set(eyes.map((eye) => eye.openness))
  const tensor = (index: number, shape: number[], values: Float32Array) => ({ index, shape, bytes: new Uint8Array(values.buffer) })
  return [tensor(0, [1], Float32Array.of(score)), tensor(1, [1, 2, 4], boxes), tensor(2, [1, 2], openness)]
}

/** A graph of one input that is a square picture. */
function network(session: InferenceSession): Network {
  const [input = ''] = session.inputNames
  return async (values) => {
    const side = Math.sqrt(values.length / 3)
    const outputs = await session.run({ [input]: new Tensor('float32', values, [1, 3, side, side]) })
    return session.outputNames.map((name) => outputs[name]?.data as Float32Array)
  }
}
