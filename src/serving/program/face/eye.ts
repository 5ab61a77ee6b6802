import type { Point, Region } from '../picture/region.ts'
import { type Crop, placeOf } from './crop.ts'

/** An eye in a picture: its box in pixels, and how far it is open. */
export interface Eye {
  left: number
  top: number
  right: number
  bottom: number
  /** The area between the lids over the square of the eye's width: the aspect ratio of the gap. */
  openness: number
}

/**
 * Corners of both eyes among the 468 points of the face landmarks, as they lie in a picture. The iris network knows eyes of one side only: it
 * sees the other one in a mirror.
 */
export const eyeCorners = [
  { left: 33, right: 133, mirrored: false },
  { left: 362, right: 263, mirrored: true },
] as const

/** Points of the lids among the 71 points of the eye contour: the lower one from corner to corner, the upper one without corners. */
const lowerLid = { from: 0, to: 9 }
const upperLid = { from: 9, to: 16 }

/** How much the box of an eye reaches beyond the lids, as a share of their width. */
const margin = 0.25

/** The square around a place that is turned as the line between two points is. */
export function squareAround(center: Point, side: number, left: Point, right: Point): Region {
  return { centerX: center.x, centerY: center.y, width: side, height: side, angle: Math.atan2(right.y - left.y, right.x - left.x) }
}

/** Reads an eye from its contour, 71 points of three numbers in pixels of the crop that the iris network was given. */
export function eyeOf(contour: Float32Array, region: Region, crop: Crop): Eye {
  const pointAt = (index: number): Point => ({ x: contour[3 * index] ?? 0, y: contour[3 * index + 1] ?? 0 })
  const points = (lid: { from: number; to: number }) => Array.from({ length: lid.to - lid.from }, (_, index) => pointAt(lid.from + index))
  const lids = [...points(lowerLid), ...points(upperLid).reverse()]
  const width = distance(pointAt(lowerLid.from), pointAt(lowerLid.to - 1))
  const places = lids.map((point) => placeOf(region, crop, point))
  const xs = places.map(({ x }) => x)
  const ys = places.map(({ y }) => y)
  const beyond = margin * (Math.max(...xs) - Math.min(...xs))
  return {
    left: Math.min(...xs) - beyond,
    top: Math.min(...ys) - beyond,
    right: Math.max(...xs) + beyond,
    bottom: Math.max(...ys) + beyond,
    openness: width > 0 ? areaOf(lids) / (width * width) : 0,
  }
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}

/** The area of a polygon (the shoelace formula). */
function areaOf(points: readonly Point[]): number {
  const doubled = points.reduce((sum, { x, y }, index) => {
    const next = points[(index + 1) % points.length] as Point
    return sum + x * next.y - next.x * y
  }, 0)
  return Math.abs(doubled) / 2
}
