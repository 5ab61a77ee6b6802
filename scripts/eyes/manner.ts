import { type Random, seededRandom } from '../../src/base/random.ts'

type Range = readonly [number, number]

/** From which ranges the drawings of one set are taken. Lengths on the face count in half face widths; angles in degrees; brightness 0 to 255. */
export interface Manner {
  name: string
  /** `soft`: shaded areas. `cut`: angular outlines, hatched hair and brows, lids as flat patches. */
  style: 'soft' | 'cut'
  pictureSides: readonly (readonly [width: number, height: number])[]
  /** Share of the picture's width that the face takes. */
  faceShare: Range
  /** Face height over face width. */
  faceHeight: Range
  roll: Range
  /** Share of a half face width by which the features are turned to a side. */
  turn: Range
  skin: Range
  hair: Range
  background: Range
  /** Width of an eye, and its distance from the middle of the face. */
  eyeWidth: Range
  eyeDistance: Range
  /** Height over width of the lids' opening. */
  opening: Range
  closedOpening: Range
  iris: Range
  /** How likely: pupils that glow back to the infrared lamp, glasses, a fringe or a hand over one eye, a beard. */
  glow: number
  glasses: number
  covered: number
  beard: number
  /** Of the camera: blur in pixels, noise in brightness levels, share of contrast kept, brightness lost in the corners, JPEG quality. */
  blur: Range
  noise: Range
  contrast: Range
  vignette: Range
  quality: Range
}

/** What the detector learned from. */
export const learnedFrom: Manner = {
  name: 'learned from',
  style: 'soft',
  pictureSides: [
    [320, 240],
    [288, 288],
    [240, 300],
    [360, 240],
  ],
  faceShare: [0.3, 0.75],
  faceHeight: [1.2, 1.5],
  roll: [-22, 22],
  turn: [-0.35, 0.35],
  skin: [100, 240],
  hair: [10, 220],
  background: [0, 110],
  eyeWidth: [0.36, 0.5],
  eyeDistance: [0.38, 0.48],
  opening: [0.24, 0.6],
  closedOpening: [0, 0.05],
  iris: [15, 130],
  glow: 0.4,
  glasses: 0.35,
  covered: 0.12,
  beard: 0.2,
  blur: [0.3, 1.6],
  noise: [1, 16],
  contrast: [0.45, 1],
  vignette: [0, 0.7],
  quality: [40, 95],
}

/** What it is tested on: other proportions, poses, light and cameras. */
export const heldOut: Manner = {
  ...learnedFrom,
  name: 'held out',
  pictureSides: [
    [640, 480],
    [400, 300],
    [300, 400],
    [480, 270],
  ],
  faceShare: [0.34, 0.66],
  faceHeight: [1.15, 1.6],
  roll: [-26, 26],
  turn: [-0.4, 0.4],
  skin: [95, 250],
  hair: [0, 240],
  background: [5, 140],
  eyeWidth: [0.34, 0.54],
  eyeDistance: [0.36, 0.5],
  opening: [0.22, 0.66],
  closedOpening: [0, 0.06],
  iris: [10, 150],
  glow: 0.55,
  glasses: 0.45,
  covered: 0.15,
  beard: 0.3,
  blur: [0.3, 2],
  noise: [2, 18],
  contrast: [0.45, 1],
  vignette: [0, 0.8],
  quality: [30, 90],
}

/** The same in a hand of drawing that it never saw. */
export const heldOutHand: Manner = { ...heldOut, name: 'held out, another hand', style: 'cut' }

/** Draws of one kind of chance after the other from one stream. */
export interface Dice {
  within(range: Range): number
  chance(probability: number): boolean
  pick<Item>(items: readonly Item[]): Item
  random: Random
}

/** Dice that a seed decides. */
export function dice(seed: number, purpose: string): Dice {
  const random = seededRandom(seed, purpose)
  return {
    random,
    within: ([low, high]) => low + (high - low) * random.next(),
    chance: (probability) => random.next() < probability,
    pick: (items) => items[Math.floor(random.next() * items.length)] as (typeof items)[number],
  }
}
