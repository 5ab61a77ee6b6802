import sharp from 'sharp'
import { nextNormal, type Random, seededRandom } from '../../../src/base/random.ts'

/** Photoelectrons of a white pixel in full light, and the noise of reading any pixel, in electrons: a small camera sensor. */
const whiteElectrons = 2000
const readNoiseElectrons = 2

/**
 * A picture as a grey camera would take it with a fraction of the light, as PNG: fewer photons, so darker, with Poisson noise of the light and
 * Gaussian noise of reading it, encoded with a gamma of 2.2 and not brightened. With all the light it is grey and has next to no noise.
 */
export async function nightPicture(picture: Buffer, light: number, seed: number): Promise<Buffer> {
  const { data, info } = await sharp(picture).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  const random = seededRandom(seed, 'night')
  const pixels = data.map((value) => {
    const electrons = poisson(whiteElectrons * light * (value / 255) ** 2.2, random) + readNoiseElectrons * nextNormal(random)
    return Math.min(255, Math.round(255 * (Math.max(0, electrons) / whiteElectrons) ** (1 / 2.2)))
  })
  return sharp(pixels, { raw: { width: info.width, height: info.height, channels: 1 } })
    .png()
    .toBuffer()
}

/** A number from the Poisson distribution; large means are taken as normal, which differs by less than a count. */
function poisson(mean: number, random: Random): number {
  if (mean > 50) return mean + Math.sqrt(mean) * nextNormal(random)
  let count = 0
  for (let left = random.next(); left > Math.exp(-mean); left *= random.next()) count++
  return count
}
