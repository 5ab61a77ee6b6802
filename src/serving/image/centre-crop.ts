import type { Picture, Region, Size } from './picture.ts'
import type { PlacedPixels } from './planes.ts'

/** How much of the shorter side a classifier looks at: networks for ImageNet are tested on 224 pixels out of 256. */
const cropShare = 224 / 256

/** To which size a picture is scaled, its proportions kept, and which square in its middle is cut out of that. */
export function centreCropOf(picture: Size, size: number): { scaled: Size; region: Region } {
  const scale = size / cropShare / Math.min(picture.width, picture.height)
  const width = Math.round(picture.width * scale)
  const height = Math.round(picture.height * scale)
  return { scaled: { width, height }, region: { width: size, height: size, left: (width - size) >> 1, top: (height - size) >> 1 } }
}

/** The middle of a picture, which fills the frame. */
export async function centreCropped(picture: Picture, size: number): Promise<PlacedPixels> {
  const { scaled, region } = centreCropOf(picture, size)
  return { region: { ...region, left: 0, top: 0 }, pixels: await picture.pixels(3, scaled, region) }
}
