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
 * and what they leave free of it is filled with grey.
 */
export function writePlanes(planes: Float32Array, { pixels, region }: PlacedPixels, frame: Size, { mean, std }: Normalisation): void {
  const channels = mean.length
  const plane = frame.width * frame.height
  const isFilled = region.width === frame.width && region.height === frame.height
  for (let channel = 0; channel < channels; channel++) {
    const table = brightnessTable(mean[channel] as number, std[channel] as number)
    const base = channel * plane
    if (!isFilled) planes.fill(table[barGrey] as number, base, base + plane)
    let from = channel
    for (let y = 0; y < region.height; y++) {
      const start = base + (region.top + y) * frame.width + region.left
      for (let to = start; to < start + region.width; to++) {
        planes[to] = table[pixels[from] as number] as number
        from += channels
      }
    }
  }
}

/** What each of the 256 brightnesses becomes. */
function brightnessTable(mean: number, std: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, brightness) => (brightness / 255 - mean) / std)
}
