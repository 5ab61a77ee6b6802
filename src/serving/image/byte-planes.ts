import type { Region, Size } from './picture.ts'

/** Pixels of three colours, channel beside channel, as planes of bytes, channel after channel, laid into a black frame at their region. */
export function bytePlanes(pixels: Uint8Array, region: Region, frame: Size): Uint8Array {
  const planes = new Uint8Array(3 * frame.width * frame.height)
  for (let channel = 0; channel < 3; channel++) {
    let from = channel
    for (let y = 0; y < region.height; y++) {
      const start = (channel * frame.height + region.top + y) * frame.width + region.left
      for (let to = start; to < start + region.width; to++, from += 3) planes[to] = pixels[from] as number
    }
  }
  return planes
}
