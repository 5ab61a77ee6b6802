import type { Point, Region } from '../picture/region.ts'

/** The rectangle of the smallest area around points: one of its sides lies along a side of their convex hull. */
export function smallestRectangle(points: readonly Point[]): Region {
  const hull = convexHull(points)
  const rectangles = hull.map((corner, index) => {
    const next = hull[(index + 1) % hull.length] as Point
    return rectangleAt(hull, Math.atan2(next.y - corner.y, next.x - corner.x))
  })
  const area = ({ width, height }: Region) => width * height
  return rectangles.reduce((smallest, one) => (area(one) < area(smallest) ? one : smallest))
}

/** The rectangle around points whose sides have an angle. */
function rectangleAt(points: readonly Point[], angle: number): Region {
  const cos = Math.cos(angle)
  const sin = Math.sin(angle)
  const along = points.map(({ x, y }) => x * cos + y * sin)
  const across = points.map(({ x, y }) => y * cos - x * sin)
  const [left, right, top, bottom] = [Math.min(...along), Math.max(...along), Math.min(...across), Math.max(...across)]
  const middle = { along: (left + right) / 2, across: (top + bottom) / 2 }
  return {
    centerX: middle.along * cos - middle.across * sin,
    centerY: middle.along * sin + middle.across * cos,
    width: right - left,
    height: bottom - top,
    angle,
  }
}

/** The corners of the convex hull in order (Andrew's monotone chain). */
function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((one, other) => one.x - other.x || one.y - other.y)
  const half = (ordered: readonly Point[]) => {
    const chain: Point[] = []
    for (const point of ordered) {
      while (chain.length > 1 && !turnsLeft(chain.at(-2) as Point, chain.at(-1) as Point, point)) chain.pop()
      chain.push(point)
    }
    return chain.slice(0, -1)
  }
  return [...half(sorted), ...half(sorted.reverse())]
}

function turnsLeft(from: Point, over: Point, to: Point): boolean {
  return (over.x - from.x) * (to.y - from.y) > (over.y - from.y) * (to.x - from.x)
}
