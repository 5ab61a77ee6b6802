import type { Region, Size } from './picture.ts'

/** Pixels, and where they belong in the frame that a model looks at. */
export interface PlacedPixels {
  pixels: Uint8Array
  region: Region
}

/** What a model wants of a brightness between 0 and 1: `(value - mean) / std`, for each channel. */
export interface Normalisation {
  mean: readonly number[]
  std: readonly number[]
}

/** Brightness between 0 and 1 as it is, for red, green and blue. */
export const plainColours: Normalisation = { mean: [0, 0, 0], std: [1, 1, 1] }

/** The brightness of the bars around a picture, as YOLOv5 was trained with them. */
const barGrey = 114

/**
 * Writes pixels, row by row and channel beside channel, as planes of floats, channel after channel. They are laid into a frame at their region,
 * and what they leave free of it is filled with grey. All channels of a pixel are written in one go: that reads the pixels once.
 */
export function writePlanes(planes: Float32Array, { pixels, region }: PlacedPixels, frame: Size, { mean, std }: Normalisation): void {
  const plane = frame.width * frame.height
  const tables = mean.map((value, channel) => brightnessTable(value, std[channel] as number))
  if (region.width < frame.width || region.height < frame.height) {
    for (const [channel, table] of tables.entries()) planes.fill(table[barGrey] as number, channel * plane, (channel + 1) * plane)
  }
  const [first, second, third] = tables as [Float32Array, Float32Array?, Float32Array?]
  let from = 0
  for (let y = 0; y < region.height; y++) {
    const start = (region.top + y) * frame.width + region.left
    const end = start + region.width
    if (!second || !third) {
      for (let to = start; to < end; to++) planes[to] = first[pixels[from++] as number] as number
      continue
    }
    for (let to = start; to < end; to++) {
      planes[to] = first[pixels[from] as number] as number
      planes[to + plane] = second[pixels[from + 1] as number] as number
      planes[to + 2 * plane] = third[pixels[from + 2] as number] as number
      from += 3
    }
  }
}

/** What each of the 256 brightnesses becomes. */
function brightnessTable(mean: number, std: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, brightness) => (brightness / 255 - mean) / std)
}
