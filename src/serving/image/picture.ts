import type sharp from 'sharp'
import { messageOf } from '../../base/errors.ts'
import { RequestError } from '../protocol/request-error.ts'

/** Pictures that can be read, by their content type, with the bytes that they begin with. */
const formats = new Map([
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
])

/** The content types of pictures that can be read. */
export const pictureTypes: readonly string[] = [...formats.keys()]

/** More pixels are refused before any is decoded: a small file can claim a picture that fills the memory. */
const mostPixels = 40_000_000

/** A size in pixels. */
export interface Size {
  width: number
  height: number
}

/** A part of a picture; `left` and `top` count from its upper left corner. */
export interface Region extends Size {
  left: number
  top: number
}

/** A picture whose head was read. Its size is that of the upright picture, as its EXIF orientation says. */
export interface Picture extends Size {
  /** Decodes it, scaled to a size and cut to a region of that, row by row, one byte for each channel: red, green, blue, or grey alone. */
  pixels(channels: 1 | 3, scaled: Size, region?: Region): Promise<Uint8Array>
}

let decoder: Promise<typeof sharp> | null = null

/** Loads the library that decodes pictures, which takes longer than a picture; who serves none does without it. */
export function pictureDecoder(): Promise<typeof sharp> {
  decoder ??= import('sharp').then((library) => {
    // A replica reads each picture once, and libvips shall not take the cores that the model is to have.
    library.default.cache(false)
    library.default.concurrency(1)
    return library.default
  })
  return decoder
}

/**
 * Reads the head of a JPEG or PNG picture; throws a RequestError for what is none. Of an animated PNG it is the picture that viewers without
 * animation show. Transparent parts are laid on grey.
 */
export async function openPicture(body: Buffer, contentType: string): Promise<Picture> {
  const magic = formats.get(contentType)
  if (!magic) throw new RequestError(415, `a picture must be ${pictureTypes.join(' or ')}, not ${JSON.stringify(contentType)}`)
  if (body.length === 0) throw new RequestError(400, 'the picture is empty')
  if (!magic.every((byte, index) => body[index] === byte)) throw new RequestError(400, `the body is no ${contentType}`)
  const decode = await pictureDecoder()
  const options = { failOn: 'error', limitInputPixels: false, sequentialRead: true } as const
  const { autoOrient } = await readable(decode(body, options).metadata())
  const { width, height } = autoOrient
  if (width * height > mostPixels) {
    throw new RequestError(413, `the picture has ${width} × ${height} pixels; at most ${mostPixels / 1e6} million are read`)
  }
  return {
    width,
    height,
    async pixels(channels, scaled, region) {
      const upright = decode(body, options).autoOrient().flatten({ background: grey })
      const resized = upright.resize(scaled.width, scaled.height, { fit: 'fill', kernel: 'linear' })
      const cut = region ? resized.extract(region) : resized
      return await readable(
        cut
          .toColourspace(channels === 1 ? 'b-w' : 'srgb')
          .raw()
          .toBuffer(),
      )
    },
  }
}

const grey = { r: 114, g: 114, b: 114 }

async function readable<Value>(read: Promise<Value>): Promise<Value> {
  try {
    return await read
  } catch (error) {
    throw new RequestError(400, `the picture cannot be read: ${messageOf(error).replaceAll(/\s+/g, ' ').trim()}`)
  }
}
