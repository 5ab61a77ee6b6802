/** A pixel coordinate, short. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10)
}

/** A straight line through points; a null breaks it. */
export function linePath(points: readonly ({ x: number; y: number } | null)[]): string {
  let path = ''
  let pen = 'M'
  for (const point of points) {
    if (point === null) pen = 'M'
    else {
      path += `${pen}${px(point.x)} ${px(point.y)}`
      pen = 'L'
    }
  }
  return path
}

/** Values that each hold over a stretch of x; a step joins neighbours that touch, a gap stays open. */
export function stepPath(steps: readonly { from: number; until: number; y: number }[]): string {
  let path = ''
  let endedAt: number | null = null
  for (const { from, until, y } of steps) {
    path += endedAt !== null && Math.abs(endedAt - from) < 0.6 ? `V${px(y)}H${px(until)}` : `M${px(from)} ${px(y)}H${px(until)}`
    endedAt = until
  }
  return path
}

/** The area between two values over each stretch of x. */
export function bandPath(steps: readonly { from: number; until: number; low: number; high: number }[]): string {
  return steps.map(({ from, until, low, high }) => `M${px(from)} ${px(low)}H${px(until)}V${px(high)}H${px(from)}Z`).join('')
}

/** Dots as one path, drawn by a stroke with round ends. */
export function dotsPath(points: readonly { x: number; y: number }[]): string {
  return points.map(({ x, y }) => `M${px(x)} ${px(y)}h0`).join('')
}

/** Crosses as one path. */
export function crossesPath(points: readonly { x: number; y: number }[], half = 3): string {
  return points
    .map(({ x, y }) => `M${px(x - half)} ${px(y - half)}l${2 * half} ${2 * half}m0 ${-2 * half}l${-2 * half} ${2 * half}`)
    .join('')
}

/** A disc around a point. */
export function discPath({ x, y }: { x: number; y: number }): string {
  return `M${px(x - 4)} ${px(y)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z`
}

/** A square on its corner, around a point. */
export function diamondPath({ x, y }: { x: number; y: number }): string {
  return `M${px(x)} ${px(y - 5)}l5 5l-5 5l-5 -5Z`
}

/** About how wide a text is at the charts' type size, in pixels. */
export function textWidth(text: string): number {
  return text.length * 6.2
}

/** Where the middle of a label goes that should be at `x` and must stay between the sides of a plot. */
export function labelMiddle(x: number, label: string, { left, right }: { left: number; right: number }): number {
  const half = textWidth(label) / 2
  return Math.min(Math.max(x, left + half), right - half)
}
