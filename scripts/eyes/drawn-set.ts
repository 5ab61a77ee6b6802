import { type Drawing, drawFace, type Scene } from './draw-face.ts'
import { dice, type Manner } from './manner.ts'
import { photograph } from './night-camera.ts'

/** A drawn picture with what is to be seen in it. */
export interface DrawnPicture extends Pick<Drawing, 'width' | 'height' | 'eyes'> {
  scene: Scene
  jpeg: Buffer
}

/** How often each scene comes, in each 20 pictures. */
const shares: Record<Scene, number> = { open: 7, closed: 7, wink: 2, none: 4 }

/** The picture with an index in the set of a manner and a seed; the same bytes each time. */
export async function drawnPicture(manner: Manner, seed: number, index: number): Promise<DrawnPicture> {
  const throws = dice(seed, `${manner.name}/${index}`)
  const scenes = (Object.keys(shares) as Scene[]).flatMap((scene) => Array.from({ length: shares[scene] }, () => scene))
  const scene = scenes[index % scenes.length] as Scene
  const drawing = drawFace(scene, manner, throws)
  return { ...drawing, scene, jpeg: await photograph(drawing, manner, throws) }
}
