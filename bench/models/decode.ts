import { performance } from 'node:perf_hooks'
import sharp from 'sharp'
import { letterboxed } from '../../src/serving/image/letterbox.ts'
import { openPicture } from '../../src/serving/image/picture.ts'
import { plainColours, writePlanes } from '../../src/serving/image/planes.ts'
import { gradient } from '../../test/serving/image/pictures.ts'

const rounds = { warmUp: 40, measured: 400 }
const frame = { width: 640, height: 640 }

/** Milliseconds from the bytes of a JPEG picture of 640 × 480 pixels, with noise in it, to the tensor of a detector of 640 × 640, one after the other. */
export async function decodesMs(): Promise<number[]> {
  const jpeg = await noisyPicture()
  const values = new Float32Array(3 * frame.width * frame.height)
  const tookMs: number[] = []
  for (let round = -rounds.warmUp; round < rounds.measured; round++) {
    const fromMs = performance.now()
    writePlanes(values, await letterboxed(await openPicture(jpeg, 'image/jpeg'), frame, 3), frame, plainColours)
    if (round >= 0) tookMs.push(performance.now() - fromMs)
  }
  return tookMs
}

async function noisyPicture(): Promise<Buffer> {
  const pixels = await gradient(640, 480).raw().toBuffer()
  for (let at = 0; at < pixels.length; at++) pixels[at] = (pixels[at] as number) ^ (Math.imul(at, 0x9e3779b1) >>> 29)
  const picture = sharp(pixels, { raw: { width: 640, height: 480, channels: 3 } })
  return picture.jpeg({ quality: 85 }).toBuffer()
}
