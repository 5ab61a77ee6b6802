export interface Size {
  width: number
  height: number
}

/** A place in pixels; the upper left corner of a picture is 0, 0. */
export interface Point {
  x: number
  y: number
}

/** A picture of three colours with channels first; values from 0 to 255. */
export interface Picture extends Size {
  values: Uint8Array | Float32Array
}

/** A rectangle somewhere in a picture, in pixels; turned clockwise by `angle`, in radians. */
export interface Region extends Size {
  centerX: number
  centerY: number
  angle: number
}

/** Where a place in a region lies in the picture; both coordinates of the place are fractions of the region's width and height. */
export function placeIn({ centerX, centerY, width, height, angle }: Region, { x, y }: Point): Point {
  const right = (x - 0.5) * width
  const down = (y - 0.5) * height
  const cos = Math.cos(angle)
  const sin = Math.sin(angle)
  return { x: centerX + right * cos - down * sin, y: centerY + right * sin + down * cos }
}

/** A region as an upright picture of the given size, by bilinear sampling; what lies beyond the picture is black. */
export function sampled(picture: Picture, region: Region, { width, height }: Size): Float32Array {
  const result = new Float32Array(3 * width * height)
  const origin = placeIn(region, { x: 0, y: 0 })
  const farRight = placeIn(region, { x: 1, y: 0 })
  const farDown = placeIn(region, { x: 0, y: 1 })
  const right = { x: (farRight.x - origin.x) / width, y: (farRight.y - origin.y) / width }
  const down = { x: (farDown.x - origin.x) / height, y: (farDown.y - origin.y) / height }
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const x = origin.x + (column + 0.5) * right.x + (row + 0.5) * down.x - 0.5
      const y = origin.y + (column + 0.5) * right.y + (row + 0.5) * down.y - 0.5
      blend(picture, x, y, result, row * width + column, width * height)
    }
  }
  return result
}

/** Adds the four pixels around a place, each by how near it is. */
function blend({ width, height, values }: Picture, x: number, y: number, to: Float32Array, at: number, planeSize: number): void {
  const left = Math.floor(x)
  const top = Math.floor(y)
  for (let row = Math.max(0, top); row <= Math.min(height - 1, top + 1); row++) {
    for (let column = Math.max(0, left); column <= Math.min(width - 1, left + 1); column++) {
      const share = (1 - Math.abs(x - column)) * (1 - Math.abs(y - row))
      for (let plane = 0; plane < 3; plane++) {
        to[at + plane * planeSize] =
          (to[at + plane * planeSize] as number) + share * (values[(plane * height + row) * width + column] as number)
      }
    }
  }
}
