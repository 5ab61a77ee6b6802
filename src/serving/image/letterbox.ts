import type { Picture, Region, Size } from './picture.ts'
import type { PlacedPixels } from './planes.ts'

/** A box in pixels; `x` and `y` are its upper left corner. */
export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** Where a picture of the given size lies in a frame that it is fitted into: as large as fits, its proportions kept, in the middle. */
export function letterboxOf(picture: Size, frame: Size): Region {
  const scale = Math.min(frame.width / picture.width, frame.height / picture.height)
  const width = Math.max(1, Math.round(picture.width * scale))
  const height = Math.max(1, Math.round(picture.height * scale))
  return { width, height, left: (frame.width - width) >> 1, top: (frame.height - height) >> 1 }
}

/** A box in the frame as a box in the picture, cut at the picture's edges. */
export function boxInPicture(box: Box, letterbox: Region, picture: Size): Box {
  const across = picture.width / letterbox.width
  const down = picture.height / letterbox.height
  const x = between(0, (box.x - letterbox.left) * across, picture.width)
  const y = between(0, (box.y - letterbox.top) * down, picture.height)
  const right = between(0, (box.x + box.width - letterbox.left) * across, picture.width)
  const bottom = between(0, (box.y + box.height - letterbox.top) * down, picture.height)
  return { x, y, width: right - x, height: bottom - y }
}

/** A picture scaled to its place in a frame. */
export async function letterboxed(picture: Picture, frame: Size, channels: 1 | 3): Promise<PlacedPixels> {
  const region = letterboxOf(picture, frame)
  return { region, pixels: await picture.pixels(channels, region) }
}

function between(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
