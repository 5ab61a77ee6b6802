import type { Point, Region, Size } from '../picture/region.ts'
import { smallestRectangle } from './smallest-rectangle.ts'

/** Pixels that are text more likely than this belong together where they touch. */
const leastPixel = 0.3
/** A patch counts when its pixels are text with at least this mean probability. */
const leastPatch = 0.5
/** Text whose detected core is thinner than this, in pixels, cannot be read. */
const thinnest = 3
/** The detector marks the core of a line; it is grown by this share of its area over its perimeter (Liao et al. 2019). */
const growth = 1.6

/**
 * The lines of text in a map of probabilities, one for each pixel: touching pixels, the smallest rectangle around them, grown to the height
 * of the letters. Each lies along the text: its angle is at most 45° to either side, or about 90° where the text runs downwards.
 */
export function textRegions(probabilities: Float32Array, size: Size): Region[] {
  return patchesOf(probabilities, size).flatMap(({ outline, mean }) => {
    const core = smallestRectangle(outline)
    if (mean < leastPatch || Math.min(core.width, core.height) < thinnest) return []
    const border = (growth * core.width * core.height) / (2 * (core.width + core.height))
    return [alongText({ ...core, width: core.width + 2 * border, height: core.height + 2 * border })]
  })
}

/** Puts lines into the order in which they are read: from the top down, and from left to right among those at the same height. */
export function inReadingOrder(lines: readonly Region[]): Region[] {
  const fromTop = [...lines].sort((one, other) => one.centerY - other.centerY)
  const rows: Region[][] = []
  for (const line of fromTop) {
    const row = rows.at(-1)
    const first = row?.[0]
    if (row && first && line.centerY - first.centerY < Math.min(line.height, first.height) / 2) row.push(line)
    else rows.push([line])
  }
  return rows.flatMap((row) => row.sort((one, other) => one.centerX - other.centerX))
}

/** Touching pixels as the corners of the outermost ones in each row, which is all that a rectangle around them depends on. */
function patchesOf(probabilities: Float32Array, { width, height }: Size): { outline: Point[]; mean: number }[] {
  const seen = new Uint8Array(probabilities.length)
  const patches = []
  for (let start = 0; start < probabilities.length; start++) {
    if (seen[start] || (probabilities[start] as number) <= leastPixel) continue
    const rows = new Map<number, { from: number; to: number }>()
    const waiting = [start]
    seen[start] = 1
    let [sum, count] = [0, 0]
    for (let pixel = waiting.pop(); pixel !== undefined; pixel = waiting.pop()) {
      sum += probabilities[pixel] as number
      count++
      const x = pixel % width
      const y = (pixel - x) / width
      const row = rows.get(y)
      rows.set(y, row ? { from: Math.min(row.from, x), to: Math.max(row.to, x) } : { from: x, to: x })
      for (let nextY = Math.max(0, y - 1); nextY <= Math.min(height - 1, y + 1); nextY++) {
        for (let nextX = Math.max(0, x - 1); nextX <= Math.min(width - 1, x + 1); nextX++) {
          const next = nextY * width + nextX
          if (seen[next] || (probabilities[next] as number) <= leastPixel) continue
          seen[next] = 1
          waiting.push(next)
        }
      }
    }
    const outline = [...rows].flatMap(([y, { from, to }]) => [from, to + 1].flatMap((x) => [0, 1].map((below) => ({ x, y: y + below }))))
    patches.push({ outline, mean: sum / count })
  }
  return patches
}

/** The same rectangle seen along its text: its longer side when that is clearly longer, and else the side that is nearer to level. */
function alongText(region: Region): Region {
  const quarters = Math.round(region.angle / (Math.PI / 2))
  const level = turned(region, -quarters)
  return level.height >= 1.5 * level.width ? turned(level, 1) : level
}

/** The same rectangle with other sides called width and height. */
function turned({ width, height, angle, ...center }: Region, quarters: number): Region {
  const isOdd = quarters % 2 !== 0
  return { ...center, width: isOdd ? height : width, height: isOdd ? width : height, angle: angle + (quarters * Math.PI) / 2 }
}
