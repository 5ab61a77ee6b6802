import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect } from 'vitest'
import { realEffects } from '../../../src/base/effects.ts'
import { buildModel } from '../../../src/serving/index.ts'
import { folderName } from '../../../src/serving/packages/pins.ts'
import { picturesPackage } from '../../services/pictures/pin.ts'
import { needs, service } from '../../services/service.ts'
import { startReplica } from '../replica-process.ts'

interface Answer {
  lines: { text: string; confidence: number; box: [number, number][] }[]
}

async function readingServer() {
  const model = await buildModel(
    { kind: 'catalogue', name: 'ocr' },
    { baseFolder: '/', cacheFolder: service('weights') ?? '' },
    realEffects,
  )
  expect(model).toMatchObject({ synthetic: false, weights: expect.stringContaining('PaddleOCR') })
  const { port } = await startReplica({ model })
  return async (body: Buffer): Promise<Answer> => {
    const response = await fetch(`http://127.0.0.1:${port}/predict`, { method: 'POST', headers: { 'content-type': 'image/png' }, body })
    expect(response.status).toBe(200)
    return (await response.json()) as Answer
  }
}

const written = ['Hello kubedyno 2026', 'The quick brown fox', 'p99 = 12.5 ms']

/** These three lines, drawn at an angle. */
function drawnLines(degrees: number): Promise<Buffer> {
  const texts = written.map((text, line) => `<text x="180" y="${240 + 65 * line}">${text}</text>`).join('')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="640"><rect width="640" height="640" fill="#fff"/>
    <g transform="rotate(${degrees} 320 300)" font-family="DejaVu Sans, Liberation Sans, sans-serif" font-size="30">${texts}</g></svg>`
  return sharp(Buffer.from(svg)).png().toBuffer()
}

/** Where a place in the drawing comes to lie. */
function turn(degrees: number) {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  return (x: number, y: number) => ({
    x: 320 + (x - 320) * cos - (y - 300) * sin,
    y: 300 + (x - 320) * sin + (y - 300) * cos,
  })
}

needs('weights')('drawn lines are read word for word where they are, also askew, upside down and running downwards', async () => {
  const read = await readingServer()
  for (const degrees of [0, 12, 180, 90]) {
    const { lines } = await read(await drawnLines(degrees))
    expect(new Set(lines.map(({ text }) => text)), `${degrees}°`).toEqual(new Set(written))
    for (const { confidence } of lines) expect(confidence).toBeGreaterThan(0.8)
    const [begin, , end] = lines.find(({ text }) => text === written[0])?.box ?? []
    const turned = turn(degrees)
    expect(Math.hypot((begin?.[0] ?? 0) - turned(180, 210).x, (begin?.[1] ?? 0) - turned(180, 210).y), `${degrees}°`).toBeLessThan(15)
    expect(Math.hypot((end?.[0] ?? 0) - turned(505, 248).x, (end?.[1] ?? 0) - turned(505, 248).y), `${degrees}°`).toBeLessThan(20)
  }
})

needs('weights')('a photographed page is read from the top down, and a cup of coffee says nothing', async () => {
  const read = await readingServer()
  const picture = (name: string) => readFileSync(join(service('weights') ?? '', 'packages', folderName(picturesPackage), `${name}.png`))
  const { lines } = await read(picture('page'))
  const text = lines.map((line) => line.text).join('\n')
  for (const part of [
    'Region-based segmentation',
    'determine markers of the coins',
    'as either object or background',
    'histogram of grey values',
  ]) {
    expect(text).toContain(part)
  }
  expect(lines[0]?.text).toBe('Region-based segmentation')
  expect(await read(picture('coffee'))).toEqual({ lines: [] })
})
