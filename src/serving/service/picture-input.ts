import { elementsOf } from '../../base/datatype.ts'
import { openPicture, type Picture, pictureDecoder, pictureTypes, type Size } from '../image/picture.ts'
import { type Normalisation, type PlacedPixels, writePlanes } from '../image/planes.ts'
import type { TensorSpec, WireTensor } from '../tensor/tensor.ts'
import type { Steps } from './service.ts'

/** A picture as the one input of a model. */
interface PictureTensor extends PlacedPixels {
  picture: Picture
  tensors: WireTensor[]
  /** Lets the next request have the memory, once nobody reads the tensor any more. */
  release(): void
}

/** How the one input of a vision model, `[1, channels, height, width]`, is filled from pictures. */
export interface PictureInput {
  frame: Size
  contentTypes: readonly string[]
  read(body: Buffer, contentType: string, steps: Steps): Promise<PictureTensor>
}

/** Fills the input with pictures that `place` scales and cuts. Memory is used again: to get megabytes anew costs as much as to fill them. */
export function pictureInput(
  { shape }: TensorSpec,
  normalisation: Normalisation,
  place: (picture: Picture, frame: Size) => Promise<PlacedPixels>,
): PictureInput {
  const frame = { width: shape[3] as number, height: shape[2] as number }
  const spare: Float32Array[] = []
  void pictureDecoder()
  return {
    frame,
    contentTypes: pictureTypes,
    async read(body, contentType, steps) {
      const { picture, placed } = await steps.time('image_decode', async () => {
        const opened = await openPicture(body, contentType)
        return { picture: opened, placed: await place(opened, frame) }
      })
      const planes = spare.pop() ?? new Float32Array(elementsOf(shape))
      steps.time('image_planes', () => writePlanes(planes, placed, frame, normalisation))
      const tensors = [{ index: 0, shape, bytes: new Uint8Array(planes.buffer) }]
      return { ...placed, picture, tensors, release: () => void spare.push(planes) }
    },
  }
}
