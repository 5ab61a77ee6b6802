import sharp from 'sharp'
import { expect, test } from 'vitest'
import { centreCropOf, centreCropped } from '../../../src/serving/image/centre-crop.ts'
import { letterboxed } from '../../../src/serving/image/letterbox.ts'
import { openPicture, type Picture } from '../../../src/serving/image/picture.ts'
import { plainColours, writePlanes } from '../../../src/serving/image/planes.ts'
import { gradient, greenAt, pngBomb, pngChunk, redAt } from './pictures.ts'

const jpeg = await gradient(120, 80).jpeg({ quality: 95 }).toBuffer()
const png = await gradient(120, 80).png().toBuffer()

/** Decodes at its own size. */
const whole = (picture: Picture, channels: 1 | 3 = 3) => picture.pixels(channels, picture)

/** The colour of a picture's pixel. */
const pixel = (pixels: Uint8Array, width: number, x: number, y: number) => [
  ...pixels.subarray((y * width + x) * 3, (y * width + x + 1) * 3),
]

const unwritten = (count: number) => new Float32Array(count).fill(Number.NaN)

/** Reads all of a picture. */
async function read(body: Buffer, contentType: string) {
  const picture = await openPicture(body, contentType)
  return { width: picture.width, height: picture.height, pixels: await whole(picture) }
}

test('a PNG picture is read to the pixel, a JPEG picture nearly', async () => {
  for (const [body, type, off] of [
    [png, 'image/png', 0],
    [jpeg, 'image/jpeg', 6],
  ] as const) {
    const { width, height, pixels } = await read(body, type)
    expect([width, height, pixels.length]).toEqual([120, 80, 120 * 80 * 3])
    for (const [x, y] of [
      [0, 0],
      [119, 79],
      [60, 40],
    ] as const) {
      const [red = 0, green = 0, blue = 0] = pixel(pixels, width, x, y)
      expect(Math.abs(red - redAt(x, 120))).toBeLessThanOrEqual(off)
      expect(Math.abs(green - greenAt(y, 80))).toBeLessThanOrEqual(off)
      expect(Math.abs(blue - 90)).toBeLessThanOrEqual(off)
    }
  }
})

const bodies: [string, Buffer, string, number, RegExp][] = [
  ['an empty body', Buffer.alloc(0), 'image/png', 400, /the picture is empty/],
  ['text', Buffer.from('no picture'), 'image/jpeg', 400, /the body is no image\/jpeg/],
  ['a JPEG said to be a PNG', jpeg, 'image/png', 400, /the body is no image\/png/],
  ['a PNG said to be a JPEG', png, 'image/jpeg', 400, /the body is no image\/jpeg/],
  ['another type', png, 'image/tiff', 415, /must be image\/jpeg or image\/png, not "image\/tiff"/],
  ['a type of Object’s own', png, 'constructor', 415, /must be image\/jpeg or image\/png/],
  ['an animated GIF', await gradient(8, 8).gif().toBuffer(), 'image/gif', 415, /must be/],
  ['a GIF said to be a PNG', await gradient(8, 8).gif().toBuffer(), 'image/png', 400, /the body is no image\/png/],
  ['a WebP said to be a JPEG', await gradient(8, 8).webp().toBuffer(), 'image/jpeg', 400, /the body is no image\/jpeg/],
  ['an SVG said to be a PNG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/png', 400, /no image\/png/],
  ['a JPEG cut in its head', jpeg.subarray(0, 40), 'image/jpeg', 400, /the picture cannot be read/],
  ['a JPEG cut in the middle', jpeg.subarray(0, jpeg.length / 2), 'image/jpeg', 400, /the picture cannot be read/],
  ['a PNG cut in its head', png.subarray(0, 20), 'image/png', 400, /the picture cannot be read/],
  ['a PNG cut in the middle', png.subarray(0, png.length / 2), 'image/png', 400, /the picture cannot be read/],
  ['a PNG that claims 900 million pixels', pngBomb(30_000, 30_000), 'image/png', 413, /30000 × 30000 pixels; at most 40 million/],
  ['a PNG that claims too little', pngBomb(100, 100), 'image/png', 400, /the picture cannot be read/],
  ['a PNG of no pixels', pngBomb(0, 0), 'image/png', 400, /the picture cannot be read/],
]

test.each(bodies)('%s is refused in one sentence', async (_, body, type, status, message) => {
  await expect(read(body, type)).rejects.toMatchObject({ name: 'RequestError', status, message: expect.stringMatching(message) })
})

test('a damaged picture is refused or read, whichever byte is wrong', async () => {
  for (const [body, type] of [
    [png, 'image/png'],
    [jpeg, 'image/jpeg'],
  ] as const) {
    for (let at = 0; at < body.length; at += 41) {
      const damaged = Buffer.from(body)
      damaged[at] = (damaged[at] as number) ^ 0xff
      const answer = await read(damaged, type).catch((error) => error)
      if (answer instanceof Error) expect([400, 413]).toContain((answer as { status?: number }).status)
      else expect(answer.pixels.length).toBe(answer.width * answer.height * 3)
    }
  }
})

test('a picture lies as its EXIF orientation says', async () => {
  const turned = await gradient(120, 80).jpeg({ quality: 95 }).withMetadata({ orientation: 6 }).toBuffer()
  const { width, height, pixels } = await read(turned, 'image/jpeg')
  expect([width, height]).toEqual([80, 120])
  const [red = 0, green = 0] = pixel(pixels, width, 79, 0)
  expect([red < 12, green < 12]).toEqual([true, true])
})

test('grey, palette, 16-bit, transparent and CMYK pictures are read as colours', async () => {
  const even = { create: { width: 10, height: 6, channels: 3, background: { r: 200, g: 200, b: 200 } } } as const
  const clear = { create: { width: 10, height: 6, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } } } as const
  const samples: [string, Buffer, string, number, number][] = [
    ['grey', await sharp(even).toColourspace('b-w').png().toBuffer(), 'image/png', 200, 0],
    ['grey JPEG', await sharp(even).toColourspace('b-w').jpeg().toBuffer(), 'image/jpeg', 200, 1],
    ['palette', await sharp(even).png({ palette: true }).toBuffer(), 'image/png', 200, 1],
    ['16 bit', await sharp(even).toColourspace('rgb16').png().toBuffer(), 'image/png', 200, 1],
    ['16 bit grey', await sharp(even).toColourspace('grey16').png().toBuffer(), 'image/png', 200, 1],
    ['transparent', await sharp(clear).png().toBuffer(), 'image/png', 114, 1],
    ['CMYK', await sharp(even).toColourspace('cmyk').jpeg().toBuffer(), 'image/jpeg', 200, 16],
  ]
  for (const [what, body, type, value, off] of samples) {
    const picture = await openPicture(body, type)
    for (const channels of [1, 3] as const) {
      const pixels = await whole(picture, channels)
      expect(pixels.length, what).toBe(10 * 6 * channels)
      for (const brightness of pixels) expect(Math.abs(brightness - value), what).toBeLessThanOrEqual(off)
    }
  }
})

test('of an animated PNG the picture is read that viewers without animation show', async () => {
  const control = Buffer.alloc(8)
  control.writeUInt32BE(2, 0)
  const animated = Buffer.concat([png.subarray(0, 33), pngChunk('acTL', control), png.subarray(33)])
  expect((await read(animated, 'image/png')).pixels).toEqual((await read(png, 'image/png')).pixels)
})

test('pictures of one pixel and of extreme proportions fill a model’s input', async () => {
  for (const [width, height] of [
    [1, 1],
    [1, 9000],
    [9000, 1],
    [3, 2000],
  ] as const) {
    const picture = await openPicture(await gradient(width, height).png().toBuffer(), 'image/png')
    const values = unwritten(3 * 64 * 48)
    const frame = { width: 64, height: 48 }
    writePlanes(values, await letterboxed(picture, frame, 3), frame, plainColours)
    expect(values).not.toContain(Number.NaN)
    const square = unwritten(3 * 32 * 32)
    writePlanes(square, await centreCropped(picture, 32), { width: 32, height: 32 }, plainColours)
    expect(square).not.toContain(Number.NaN)
  }
})

test('a classifier sees the middle of a picture, its proportions kept', async () => {
  expect(centreCropOf({ width: 640, height: 480 }, 224)).toEqual({
    scaled: { width: 341, height: 256 },
    region: { width: 224, height: 224, left: 58, top: 16 },
  })
  const picture = await openPicture(await gradient(512, 256).png().toBuffer(), 'image/png')
  const values = unwritten(3 * 224 * 224)
  writePlanes(values, await centreCropped(picture, 224), { width: 224, height: 224 }, plainColours)
  const red = (x: number) => Math.round(255 * (values[100 * 224 + x] as number))
  expect([red(0), red(223)]).toEqual([redAt(144, 512), redAt(367, 512)])
})
