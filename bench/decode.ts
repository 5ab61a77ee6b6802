import sharp from 'sharp'
import { letterboxed } from '../src/serving/image/letterbox.ts'
import { openPicture } from '../src/serving/image/picture.ts'
import { plainColours, writePlanes } from '../src/serving/image/planes.ts'
import { gradient } from '../test/serving/image/pictures.ts'

/** How long it takes from the bytes of a JPEG picture to the tensor of a detector, one after the other: 640 × 480 into 640 × 640. */
const barMs = 5
const rounds = 400

const pixels = await gradient(640, 480).raw().toBuffer()
for (let at = 0; at < pixels.length; at++) pixels[at] = (pixels[at] as number) ^ (Math.imul(at, 0x9e3779b1) >>> 29)
const jpeg = await sharp(pixels, { raw: { width: 640, height: 480, channels: 3 } })
  .jpeg({ quality: 85 })
  .toBuffer()

const frame = { width: 640, height: 640 }
const values = new Float32Array(3 * frame.width * frame.height)
const tookMs: number[] = []
let cpuFrom = process.cpuUsage()
for (let round = -40; round < rounds; round++) {
  if (round === 0) cpuFrom = process.cpuUsage()
  const fromMs = performance.now()
  writePlanes(values, await letterboxed(await openPicture(jpeg, 'image/jpeg'), frame, 3), frame, plainColours)
  if (round >= 0) tookMs.push(performance.now() - fromMs)
}
const { user, system } = process.cpuUsage(cpuFrom)
tookMs.sort((one, other) => one - other)
const at = (share: number) => tookMs[Math.floor(share * rounds)] as number
const written = [0.1, 0.5, 0.9].map((share) => `p${share * 100} ${at(share).toFixed(2)} ms`).join(', ')
console.log(`JPEG of ${Math.round(jpeg.length / 1000)} KB, 640 × 480 into 640 × 640: ${written}`)
console.log(`CPU time, all threads: ${((user + system) / 1000 / rounds).toFixed(2)} ms each`)
console.log(`decode median_ms=${at(0.5).toFixed(2)} bar_ms=${barMs}`)
if (at(0.5) > barMs) process.exitCode = 1
