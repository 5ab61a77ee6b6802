import { DynoError, messageOf } from '../../base/errors.ts'
import type { Random } from '../../base/random.ts'
import { bodyOfType, type RequestBody } from './request-body.ts'

/** Contrast from pixel to pixel, and how much stronger it is on each coarser level of detail, up to 1: a picture then takes about as many bits per pixel as a photograph. */
const grain = 0.06
const growth = 1.6
const quality = 80

/** Makes a JPEG picture whose contrasts, from broad patches down to grain, are spread as in a photograph. The encoder is loaded when it is first needed. */
export async function jpegBody({ width, height }: { width: number; height: number }, random: Random): Promise<RequestBody> {
  const sharp = await loadedEncoder()
  const [light, red, blue] = [cloud(width, height, random), cloud(width, height, random), cloud(width, height, random)]
  const pixels = Buffer.alloc(width * height * 3)
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [y, r, b] = [128 + 60 * (light[pixel] as number), 30 * (red[pixel] as number), 30 * (blue[pixel] as number)]
    pixels[3 * pixel] = clamped(y + r)
    pixels[3 * pixel + 1] = clamped(y - (r + b) / 3)
    pixels[3 * pixel + 2] = clamped(y + b)
  }
  const bytes = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer()
  return bodyOfType(bytes, 'image/jpeg')
}

async function loadedEncoder() {
  try {
    return (await import('sharp')).default
  } catch (cause) {
    throw new DynoError('KD_ENVIRONMENT', `pictures cannot be made here: ${messageOf(cause)}`, {
      cause,
      hint: 'send pictures of your own with `files`, or install the optional packages of `sharp` for this platform',
    })
  }
}

function clamped(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value
}

/** A field of numbers around 0, mostly within ±1: a coarse grid that is refined by two again and again, with ever weaker noise on each level. */
function cloud(width: number, height: number, random: Random): Float32Array {
  const levels = Math.max(1, Math.ceil(Math.log2(Math.max(width, height))) - 1)
  const [scaleX, scaleY] = [width / 2 ** levels, height / 2 ** levels]
  const amplitudeOf = (level: number) => Math.min(1, grain * growth ** (levels - level))
  let size = gridSize(0)
  let field: Float32Array = new Float32Array(size.width * size.height).map(() => swing(random) * amplitudeOf(0))
  for (let level = 1; level <= levels; level++) {
    const finer = level === levels ? { width, height } : gridSize(level)
    field = refined(field, size, finer, amplitudeOf(level), random)
    size = finer
  }
  return field

  function gridSize(level: number): Size {
    return { width: Math.ceil(scaleX * 2 ** level) + 1, height: Math.ceil(scaleY * 2 ** level) + 1 }
  }
}

interface Size {
  width: number
  height: number
}

/** Doubles the grid, with the middle of neighbours between them, and adds noise. */
function refined(coarse: Float32Array, from: Size, to: Size, amplitude: number, random: Random): Float32Array {
  const fine = new Float32Array(to.width * to.height)
  for (let y = 0; y < to.height; y++) {
    const above = (y >> 1) * from.width
    const below = Math.min((y + 1) >> 1, from.height - 1) * from.width
    for (let x = 0; x < to.width; x++) {
      const left = x >> 1
      const right = Math.min((x + 1) >> 1, from.width - 1)
      const sum =
        (coarse[above + left] as number) +
        (coarse[above + right] as number) +
        (coarse[below + left] as number) +
        (coarse[below + right] as number)
      fine[y * to.width + x] = sum / 4 + swing(random) * amplitude
    }
  }
  return fine
}

/** Uniform in [-1, 1). */
function swing(random: Random): number {
  return random.nextUint32() / 0x80000000 - 1
}
