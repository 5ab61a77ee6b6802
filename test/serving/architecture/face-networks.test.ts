import { Tensor } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { blazeFace } from '../../../src/serving/architecture/blaze-face.ts'
import { faceLandmarks } from '../../../src/serving/architecture/face-landmarks.ts'
import { irisLandmarks } from '../../../src/serving/architecture/iris-landmarks.ts'
import { catalogue } from '../../../src/serving/index.ts'
import { seededWeights } from '../../../src/serving/onnx/weights.ts'
import { countMultiplyAdds } from '../onnx/count-operations.ts'

test('the networks of the eyes cost what the catalogue says, the iris network twice', async () => {
  const picture = (side: number) => new Tensor('float32', new Float32Array(3 * side * side), [1, 3, side, side])
  const weights = seededWeights(1)
  const face = await countMultiplyAdds(blazeFace(weights), { input: picture(128) })
  const landmarks = await countMultiplyAdds(faceLandmarks(weights), { input_1: picture(192) })
  const iris = await countMultiplyAdds(irisLandmarks(weights), { input_1: picture(64) })
  expect(face + landmarks + 2 * iris).toBe(catalogue.find(({ name }) => name === 'eyes-by-landmarks')?.multiplyAdds)
})
