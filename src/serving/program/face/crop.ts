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

/** What a network is given, and how bright it was before: the level, of 255, that the brightest hundredth reached. */
interface Cropped {
  values: Float32Array
  brightest: number
}

/** Cuts a square out of a picture, as bright as by day: its brightest hundredth becomes white. */
export function cropped(pyramid: Pyramid, region: Region, crop: Crop): Cropped {
  const size = { width: crop.side, height: crop.side }
  const place = levelFor(pyramid, region, size)
  const values = sampled(place.picture, place.region, size)
  if (crop.mirrored) for (let row = 0; row < values.length; row += crop.side) values.subarray(row, row + crop.side).reverse()
  const brightest = brightestOf(values)
  const gain = (crop.white - crop.black) / brightest
  for (let index = 0; index < values.length; index++) values[index] = Math.min(crop.white, crop.black + (values[index] as number) * gain)
  return { values, brightest }
}

/** Where a place in a crop, in pixels of the crop, lies in the picture. */
export function placeOf(region: Region, { side, mirrored }: Crop, { x, y }: Point): Point {
  return placeIn(region, { x: mirrored ? 1 - x / side : x / side, y: y / side })
}

/** The level that a hundredth of the values reach; at least `darkest`, so that the noise of a black picture is not taken for one. */
function brightestOf(values: Float32Array): number {
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
