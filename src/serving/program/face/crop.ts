import { levelFor, type Pyramid } from '../picture/pyramid.ts'
import { type Point, placeIn, type Region, sampled } from '../picture/region.ts'

/** How a network for faces takes its square picture. */
export interface Crop {
  /** Pixels along each edge. */
  side: number
  /** What black and white become. */
  black: number
  white: number
  /** Whether left and right change places. */
  mirrored?: boolean
}

/** Cuts a square out of a picture, as bright as by day: its brightest hundredth becomes white. */
export function cropped(pyramid: Pyramid, region: Region, crop: Crop): Float32Array {
  const size = { width: crop.side, height: crop.side }
  const place = levelFor(pyramid, region, size)
  const values = sampled(place.picture, place.region, size)
  if (crop.mirrored) for (let row = 0; row < values.length; row += crop.side) values.subarray(row, row + crop.side).reverse()
  const gain = (crop.white - crop.black) / brightOf(values)
  for (let index = 0; index < values.length; index++) values[index] = Math.min(crop.white, crop.black + (values[index] as number) * gain)
  return values
}

/** Where a place in a crop, in pixels of the crop, lies in the picture. */
export function placeOf(region: Region, { side, mirrored }: Crop, { x, y }: Point): Point {
  return placeIn(region, { x: mirrored ? 1 - x / side : x / side, y: y / side })
}

/** The level that a hundredth of the values reach; at least `darkest`, so that the noise of a black picture is not taken for one. */
function brightOf(values: Float32Array): number {
  const counts = new Uint32Array(256)
  for (let index = 0; index < values.length; index++) {
    const level = Math.trunc(values[index] as number)
    counts[level] = (counts[level] as number) + 1
  }
  let reaching = 0
  for (let level = 255; level > darkest; level--) {
    reaching += counts[level] as number
    if (reaching >= values.length / 100) return level
  }
  return darkest
}

const darkest = 8
