import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { realEffects } from '../../../src/base/effects.ts'
import { buildModel } from '../../../src/serving/index.ts'
import { folderName } from '../../../src/serving/packages/pins.ts'
import { picturesPackage } from '../../services/pictures/pin.ts'
import { nightPicture } from '../../services/portraits/night.ts'
import { needs, service } from '../../services/service.ts'
import { startReplica } from '../replica-process.ts'

interface Answer {
  state: string
  confidence: number
  eyes: { state: string; confidence: number; openness: number; x: number; y: number; width: number; height: number }[]
  by: string
}

const picture = (name: string) => readFileSync(join(service('weights') ?? '', 'packages', folderName(picturesPackage), `${name}.png`))
/** Every other one, to be quick. */
const portraits = (state: string) => {
  const folder = service('portraits') ?? ''
  const names = readdirSync(folder).filter((name, index) => name.startsWith(state) && index % 2 === 0)
  return names.map((name) => readFileSync(join(folder, name)))
}

/** Asks a server with learned weights. */
async function eyesServer() {
  const places = { baseFolder: '/', cacheFolder: service('weights') ?? '' }
  const model = await buildModel({ kind: 'catalogue', name: 'eyes-by-landmarks' }, places, realEffects)
  expect(model).toMatchObject({ synthetic: false, weights: expect.stringContaining('MediaPipe') })
  const { port } = await startReplica({ model })
  return async (body: Buffer): Promise<Answer> => {
    const response = await fetch(`http://127.0.0.1:${port}/predict`, { method: 'POST', headers: { 'content-type': 'image/png' }, body })
    expect(response.status).toBe(200)
    return (await response.json()) as Answer
  }
}

needs('weights')('the eyes of a real portrait are open, where they are, by night too', async () => {
  const ask = await eyesServer()
  const astronaut = picture('astronaut')
  for (const body of [astronaut, await nightPicture(astronaut, 1 / 16, 1), await nightPicture(astronaut, 1 / 32, 2)]) {
    const { state, eyes, by } = await ask(body)
    expect({ state, by }).toEqual({ state: 'open', by: 'face-landmarks' })
    const centres = eyes.map(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 }))
    // Her pupils, read off the picture by eye.
    const pupils = [
      { x: 204, y: 101 },
      { x: 247, y: 104 },
    ]
    for (const [index, pupil] of pupils.entries()) {
      expect(Math.hypot((centres[index]?.x ?? 0) - pupil.x, (centres[index]?.y ?? 0) - pupil.y)).toBeLessThan(4)
    }
  }
})

needs('weights')('where no face is, no eyes are: a cup, grass, a page, and a cat', async () => {
  const ask = await eyesServer()
  for (const name of ['coffee', 'grass', 'page', 'chelsea']) {
    expect(await ask(picture(name)), name).toMatchObject({ state: 'none', eyes: [], by: 'face-landmarks' })
  }
})

needs('weights')('in too deep a darkness nothing is told of the eyes', async () => {
  const ask = await eyesServer()
  const body = await nightPicture(picture('astronaut'), 1 / 512, 1)
  expect(await ask(body)).toMatchObject({ state: 'none', eyes: [] })
})

needs('weights', 'portraits')('a woman who opens and closes her eyes is told right, down to a sixteenth of the light', async () => {
  const ask = await eyesServer()
  for (const state of ['open', 'closed']) {
    for (const [index, portrait] of portraits(state).entries()) {
      const light = [1, 1 / 4, 1 / 16][index % 3] ?? 1
      const answer = await ask(await nightPicture(portrait, light, index))
      expect(answer, `${state} portrait ${index} with ${light} of the light`).toMatchObject({ state, eyes: [{ state }, { state }] })
    }
  }
})
