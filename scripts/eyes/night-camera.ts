import sharp from 'sharp'
import { nextNormal } from '../../src/base/random.ts'
import type { Drawing } from './draw-face.ts'
import type { Dice, Manner } from './manner.ts'

/** The JPEG picture that a night camera takes of a drawing: blurred, dark in its corners, flat, noisy. */
export async function photograph({ svg, width, height }: Drawing, manner: Manner, dice: Dice): Promise<Buffer> {
  const blurred = sharp(Buffer.from(svg)).flatten().toColourspace('b-w').blur(dice.within(manner.blur))
  const pixels = await blurred.raw().toBuffer()
  const contrast = dice.within(manner.contrast)
  const base = dice.within([0, 255 * (1 - contrast)]) * 0.5
  const vignette = dice.within(manner.vignette)
  const [lightX, lightY] = [width * dice.within([0.3, 0.7]), height * dice.within([0.3, 0.7])]
  const noise = dice.within(manner.noise)
  const grain = Float32Array.from({ length: 4096 }, () => noise * nextNormal(dice.random))
  const reach = (width * width + height * height) / 4
  for (let at = 0; at < pixels.length; at++) {
    const [x, y] = [at % width, Math.floor(at / width)]
    const light = 1 - (vignette * Math.min(reach, (x - lightX) ** 2 + (y - lightY) ** 2)) / reach
    const speckle = grain[dice.random.nextUint32() & 4095] as number
    pixels[at] = Math.min(255, Math.max(0, base + contrast * light * (pixels[at] as number) + speckle))
  }
  const quality = Math.round(dice.within(manner.quality))
  return await sharp(pixels, { raw: { width, height, channels: 1 } })
    .jpeg({ quality })
    .toBuffer()
}
