import { expect, test } from 'vitest'
import { blazeFace } from '../../../src/serving/architecture/blaze-face.ts'
import { faceLandmarks } from '../../../src/serving/architecture/face-landmarks.ts'
import { irisLandmarks } from '../../../src/serving/architecture/iris-landmarks.ts'
import { catalogue } from '../../../src/serving/index.ts'
import { seededWeights } from '../../../src/serving/onnx/weights.ts'
import { countMultiplyAdds } from '../onnx/count-operations.ts'

test('the networks of the eyes cost what the catalogue says, the iris network twice', async () => {
  const weights = seededWeights(1)
  const face = await countMultiplyAdds(blazeFace(weights))
  const landmarks = await countMultiplyAdds(faceLandmarks(weights))
  const iris = await countMultiplyAdds(irisLandmarks(weights))
  expect(face + landmarks + 2 * iris).toBe(catalogue.find(({ name }) => name === 'eyes-by-landmarks')?.multiplyAdds)
})
