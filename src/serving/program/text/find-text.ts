import { type Picture, type Region, type Size, sampled } from '../picture/region.ts'
import { type ReadText, readLetters } from './read-letters.ts'
import { inReadingOrder, textRegions } from './text-regions.ts'

/** A network that takes one picture with channels first. */
export type PictureNetwork = (values: Float32Array, size: Size) => Promise<Float32Array>

/** The networks in the order in which they are asked: where text is, which way up a line is, what it says. */
export interface TextNetworks {
  detector: PictureNetwork
  direction: PictureNetwork
  recogniser: PictureNetwork
}

/** A line of text and where it was read. */
export interface TextLine extends ReadText {
  /** In pixels of the picture; its width runs along the text. */
  region: Region
}

const directionSize = { width: 192, height: 48 }
const lineHeight = 48
/** The recogniser was trained on lines of at least this width; shorter ones are filled up. */
const narrowestLine = 320
/** Lines are read turned, too, when the classifier is this sure that they stand on their head. */
const leastUpsideDown = 0.9
/** What is read with less is no text. */
const leastConfidence = 0.5

/** Reads the lines of text in a picture, from the top down. `letters` are those of the recogniser. `timed` wraps the work of each step. */
export async function findText(
  picture: Picture,
  networks: TextNetworks,
  letters: readonly string[],
  timed: <Result>(step: keyof TextNetworks, act: () => Promise<Result>) => Promise<Result>,
): Promise<TextLine[]> {
  const regions = await timed('detector', async () => {
    const size = { width: atLeast(picture.width), height: atLeast(picture.height) }
    const probabilities = await networks.detector(filledUp(asInput(picture.values), picture, size), size)
    return inReadingOrder(textRegions(probabilities, size))
  })
  const ways = await timed('direction', () => inTurn(regions, (region) => waysToRead(picture, region, networks.direction)))
  const lines = await timed('recogniser', () =>
    inTurn(ways, async (regionWays) => {
      const read = await inTurn(regionWays, (region) => lineIn(picture, region, networks.recogniser, letters))
      return read.reduce((best, other) => (other.confidence > best.confidence ? other : best))
    }),
  )
  return lines.filter(({ confidence }) => confidence >= leastConfidence)
}

/** A line as it lies; and turned as well, where it seems to stand on its head, since the classifier is wrong now and then. */
async function waysToRead(picture: Picture, region: Region, direction: PictureNetwork): Promise<Region[]> {
  const { width, height } = directionSize
  const size = { width: Math.min(width, widthAt(region, height)), height }
  const crop = filledUp(asInput(sampled(picture, region, size)), size, directionSize)
  const [, upsideDown = 0] = await direction(crop, directionSize)
  return upsideDown > leastUpsideDown ? [region, { ...region, angle: region.angle + Math.PI }] : [region]
}

async function lineIn(picture: Picture, region: Region, recogniser: PictureNetwork, letters: readonly string[]): Promise<TextLine> {
  const size = { width: widthAt(region, lineHeight), height: lineHeight }
  const filled = { width: Math.max(narrowestLine, size.width), height: lineHeight }
  const probabilities = await recogniser(filledUp(asInput(sampled(picture, region, size)), size, filled), filled)
  return { ...readLetters(probabilities, letters), region }
}

/** How wide a region is when it is shown at a height. */
function widthAt(region: Region, height: number): number {
  return Math.max(1, Math.round((height * region.width) / region.height))
}

/** The next size that the detector can halve five times. */
function atLeast(size: number): number {
  return Math.ceil(size / 32) * 32
}

/** From values of 0 to 255, red first, to values of -1 to 1, blue first, as the networks were trained. */
function asInput(values: Uint8Array | Float32Array): Float32Array {
  const plane = values.length / 3
  const result = new Float32Array(values.length)
  for (let index = 0; index < values.length; index++) {
    const color = Math.floor(index / plane)
    result[index] = (values[index + (2 - 2 * color) * plane] as number) / 127.5 - 1
  }
  return result
}

/** Adds grey, which is 0, at the right and at the bottom of a picture. */
function filledUp(values: Float32Array, from: Size, to: Size): Float32Array {
  if (to.width === from.width && to.height === from.height) return values
  const result = new Float32Array(3 * to.height * to.width)
  for (let row = 0; row < 3 * from.height; row++) {
    const target = Math.floor(row / from.height) * to.height + (row % from.height)
    result.set(values.subarray(row * from.width, (row + 1) * from.width), target * to.width)
  }
  return result
}

async function inTurn<Item, Result>(items: readonly Item[], act: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  for (const item of items) results.push(await act(item))
  return results
}
