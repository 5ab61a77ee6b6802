import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { letterboxed } from '../src/serving/image/letterbox.ts'
import { openPicture } from '../src/serving/image/picture.ts'
import { writePlanes } from '../src/serving/image/planes.ts'
import { drawnPicture } from './eyes/drawn-set.ts'
import { learnedFrom } from './eyes/manner.ts'

/**
 * `node scripts/draw-eyes.ts FOLDER COUNT SEED`: draws pictures, and writes them as the service shows them to the detector: `pictures.u8`
 * (COUNT × 192 × 192 bytes) and `eyes.json` (for each picture its boxes `[class, centre x, centre y, width, height]` in those pixels).
 */
const [folder = '', count = '0', seed = '1'] = process.argv.slice(2)
const frame = { width: 192, height: 192 }
const brightness = { mean: [0], std: [1 / 255] }

mkdirSync(folder, { recursive: true })
const file = openSync(join(folder, 'pictures.u8'), 'w')
const eyesOfAll: number[][][] = []
const values = new Float32Array(frame.width * frame.height)
for (let index = 0; index < Number(count); index++) {
  const { jpeg, width, eyes } = await drawnPicture(learnedFrom, Number(seed), index)
  const placed = await letterboxed(await openPicture(jpeg, 'image/jpeg'), frame, 1)
  writePlanes(values, placed, frame, brightness)
  writeSync(
    file,
    Uint8Array.from(values, (value) => Math.round(value)),
  )
  const scale = placed.region.width / width
  eyesOfAll.push(
    eyes.map((eye) => [
      eye.state === 'open' ? 0 : 1,
      placed.region.left + (eye.x + eye.width / 2) * scale,
      placed.region.top + (eye.y + eye.height / 2) * scale,
      eye.width * scale,
      eye.height * scale,
    ]),
  )
  if (index % 500 === 499) console.error(`${index + 1} of ${count}`)
}
closeSync(file)
writeFileSync(join(folder, 'eyes.json'), JSON.stringify(eyesOfAll))
