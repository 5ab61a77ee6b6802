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
  const { values } = picture
  const from = picture.width * picture.height
  const to = width * height
  const origin = placeIn(region, { x: 0.5 / width, y: 0.5 / height })
  const nextColumn = placeIn(region, { x: 1.5 / width, y: 0.5 / height })
  const nextRow = placeIn(region, { x: 0.5 / width, y: 1.5 / height })
  const right = { x: nextColumn.x - origin.x, y: nextColumn.y - origin.y }
  const down = { x: nextRow.x - origin.x, y: nextRow.y - origin.y }
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at++) {
      const x = origin.x + column * right.x + row * down.x - 0.5
      const y = origin.y + column * right.y + row * down.y - 0.5
      const left = Math.floor(x)
      const top = Math.floor(y)
      const leftShare = isWithin(left, picture.width) ? left + 1 - x : 0
      const rightShare = isWithin(left + 1, picture.width) ? x - left : 0
      const topShare = isWithin(top, picture.height) ? top + 1 - y : 0
      const bottomShare = isWithin(top + 1, picture.height) ? y - top : 0
      if (leftShare + rightShare === 0 || topShare + bottomShare === 0) continue
      const above = top * picture.width + left
      const below = above + picture.width
      for (let color = 0; color < 3; color++) {
        const upper = leftShare * valueAt(values, color * from + above) + rightShare * valueAt(values, color * from + above + 1)
        const lower = leftShare * valueAt(values, color * from + below) + rightShare * valueAt(values, color * from + below + 1)
        result[color * to + at] = topShare * upper + bottomShare * lower
      }
    }
  }
  return result
}

function isWithin(place: number, size: number): boolean {
  return place >= 0 && place < size
}

/** A value; any number for a place beyond the picture, whose share is 0. */
function valueAt(values: Uint8Array | Float32Array, index: number): number {
  return values[index] ?? 0
}
