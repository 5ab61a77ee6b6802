import type { Picture, Region, Size } from './region.ts'

/** A picture and its halves, quarters and so on, so that what is shown small is an average of what was there and not a pick of it. */
export type Pyramid = readonly Picture[]

/** Halves a picture until its sides are odd or small. */
export function pyramidOf(picture: Picture): Pyramid {
  const levels = [picture]
  for (let last = picture; last.width % 2 === 0 && last.height % 2 === 0 && Math.min(last.width, last.height) > smallestSide; ) {
    last = halved(last)
    levels.push(last)
  }
  return levels
}

const smallestSide = 128

/**
 * The level of a pyramid from which to show a region in the given size, and the region there. It is one coarser than sharpness asks for: that
 * wins more against the noise of dark pictures than it loses.
 */
export function levelFor(pyramid: Pyramid, region: Region, { width }: Size): { picture: Picture; region: Region } {
  const halvings = Math.ceil(Math.log2(region.width / width)) + 1
  const level = Math.min(pyramid.length - 1, Math.max(0, halvings))
  const scale = 2 ** -level
  const { centerX, centerY, angle } = region
  return {
    picture: pyramid[level] as Picture,
    region: { centerX: centerX * scale, centerY: centerY * scale, width: region.width * scale, height: region.height * scale, angle },
  }
}

function halved({ width, height, values }: Picture): Picture {
  const half = { width: width / 2, height: height / 2 }
  const result = new Float32Array(3 * half.width * half.height)
  for (let row = 0, to = 0; row < 3 * half.height; row++) {
    for (let from = 2 * row * width, end = from + width; from < end; from += 2, to++) {
      const upper = (values[from] as number) + (values[from + 1] as number)
      const lower = (values[from + width] as number) + (values[from + width + 1] as number)
      result[to] = (upper + lower) / 4
    }
  }
  return { ...half, values: result }
}
