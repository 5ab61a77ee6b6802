import { valuesOf } from '../../base/datatype.ts'
import { bytePlanes } from '../image/byte-planes.ts'
import { openPicture, pictureTypes, type Size } from '../image/picture.ts'
import type { WireTensor } from '../tensor/tensor.ts'
import { told } from './detections.ts'
import type { Service } from './service.ts'
import { floatsOf } from './wire.ts'

/** The lines of text in a picture. */
export interface TextInImageTask {
  kind: 'text-in-image'
}

/** Pictures are enlarged until their shorter side has so many pixels, for small letters are hard to find; and never beyond the longest side. */
const shorterSide = 640
const longestSide = 1600
/** The detector halves a picture five times. */
const multipleOf = 32

/** What a picture says, line by line. */
export const textInImageService: Service = {
  path: '/predict',
  contentTypes: pictureTypes,
  async read(body, contentType, steps) {
    const picture = await openPicture(body, contentType)
    const size = sizeFor(picture)
    const pixels = await steps.time('image_decode', () => picture.pixels(3, size))
    const bytes = steps.time('image_planes', () => bytePlanes(pixels, { ...size, left: 0, top: 0 }, size))
    return {
      inputs: [{ index: 0, shape: [1, 3, size.height, size.width], bytes }],
      answer: (outputs) => ({ lines: linesIn(outputs, picture.width / size.width, picture.height / size.height) }),
    }
  },
}

/** The size in which a picture is read: its proportions, as nearly as sides of whole multiples allow. */
function sizeFor({ width, height }: Size): Size {
  const enlarged = Math.max(1, shorterSide / Math.min(width, height))
  const scale = Math.min(enlarged, longestSide / Math.max(width, height))
  const rounded = (side: number) => Math.max(1, Math.round((side * scale) / multipleOf)) * multipleOf
  return { width: rounded(width), height: rounded(height) }
}

/** The lines with the corners of each, clockwise from where its text begins, in pixels of the picture that was sent. */
function linesIn([text, confidence, corners]: readonly WireTensor[], across: number, down: number) {
  if (!text || !confidence || !corners) return []
  const codes = valuesOf('UINT32', text.bytes) as Uint32Array
  const sureness = floatsOf(confidence)
  const places = floatsOf(corners)
  const [, longest = 0] = text.shape
  return Array.from(sureness, (value, line) => ({
    text: String.fromCodePoint(...codes.subarray(line * longest, (line + 1) * longest).filter((code) => code !== 0)),
    confidence: told(value),
    box: [0, 1, 2, 3].map((corner) => {
      const [x = 0, y = 0] = places.subarray(8 * line + 2 * corner, 8 * line + 2 * corner + 2)
      return [Math.round(10 * x * across) / 10, Math.round(10 * y * down) / 10]
    }),
  }))
}
