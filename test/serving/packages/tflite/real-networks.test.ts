import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { expect } from 'vitest'
import { blazeFace } from '../../../../src/serving/architecture/blaze-face.ts'
import { faceLandmarks } from '../../../../src/serving/architecture/face-landmarks.ts'
import { irisLandmarks } from '../../../../src/serving/architecture/iris-landmarks.ts'
import { readOnnx } from '../../../../src/serving/onnx/read-onnx.ts'
import type { Weights } from '../../../../src/serving/onnx/weights.ts'
import { faceDetectionPackage, folderName } from '../../../../src/serving/packages/pins.ts'
import { tfliteToOnnx } from '../../../../src/serving/packages/tflite/tflite-to-onnx.ts'
import { needs, service } from '../../../services/service.ts'
import { noWeights } from '../../onnx/run-once.ts'

interface Answer {
  shape: number[]
  numbers: Record<number, number>
}

/**
 * What the TensorFlow Lite runtime (ai-edge-litert 2.3.0) answers to a picture whose brightness is (7x + 13y + 29c mod 256) / 255: some numbers
 * of each output by their index.
 */
const networks: { file: string; side: number; write: (weights: Weights) => Uint8Array; answers: Record<string, Answer> }[] = [
  {
    file: 'face_detection_short_range',
    side: 128,
    write: blazeFace,
    answers: {
      regressors: { shape: [1, 896, 16], numbers: { 0: 0.1429, 1: -0.668, 7168: -0.4749, 14335: 0.5592 } },
      classificators: { shape: [1, 896, 1], numbers: { 0: -5.1677, 1: -4.2181, 448: -4.9021, 895: -54.2974 } },
    },
  },
  {
    file: 'face_landmark',
    side: 192,
    write: faceLandmarks,
    answers: {
      conv2d_20: { shape: [1, 1, 1, 1404], numbers: { 0: 90.1694, 1: 132.3754, 702: 50.4601, 1403: -5.476 } },
      conv2d_30: { shape: [1, 1, 1, 1], numbers: { 0: -9.7889 } },
    },
  },
  {
    file: 'iris_landmark',
    side: 64,
    write: irisLandmarks,
    answers: {
      output_eyes_contours_and_brows: { shape: [1, 213], numbers: { 0: 26.2113, 1: 38.47, 106: 44.5195, 212: -1.183 } },
      output_iris: { shape: [1, 15], numbers: { 0: 37.9313, 1: 27.9734, 7: 26.1524, 14: 1.5875 } },
    },
  },
]

function picture(side: number): Tensor {
  const values = Float32Array.from({ length: 3 * side * side }, (_, index) => {
    const pixel = index % (side * side)
    return ((7 * (pixel % side) + 13 * Math.floor(pixel / side) + (29 * (index - pixel)) / (side * side)) % 256) / 255
  })
  return new Tensor('float32', values, [1, 3, side, side])
}

const parametersOf = (onnx: Uint8Array) =>
  readOnnx(onnx).constants.reduce((sum, { dims }) => sum + dims.reduce((all, size) => all * size, 1), 0)

needs('weights')('the face, landmarks and iris networks answer as the TensorFlow Lite runtime does, to a thousandth', async () => {
  for (const { file, side, answers } of networks) {
    const bytes = readFileSync(join(service('weights') ?? '', 'packages', folderName(faceDetectionPackage), `${file}.tflite`))
    const session = await InferenceSession.create(tfliteToOnnx(bytes, file))
    const outputs = await session.run({ [session.inputNames[0] ?? '']: picture(side) })
    await session.release()
    for (const [name, { shape, numbers }] of Object.entries(answers)) {
      expect(outputs[name]?.dims).toEqual(shape)
      for (const [index, number] of Object.entries(numbers)) {
        expect(Math.abs(Number(outputs[name]?.data[Number(index)]) - number), `${name} ${index}`).toBeLessThan(1e-3)
      }
    }
  }
})

needs('weights')('the networks that are written without learned weights have the same inputs, outputs and number of parameters', () => {
  for (const { file, write } of networks) {
    const bytes = readFileSync(join(service('weights') ?? '', 'packages', folderName(faceDetectionPackage), `${file}.tflite`))
    const [learned, written] = [tfliteToOnnx(bytes, file), write(noWeights)]
    const { inputs, outputs } = readOnnx(learned)
    expect(readOnnx(written)).toMatchObject({ inputs, outputs })
    expect(parametersOf(written)).toBe(parametersOf(learned))
  }
})
