import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect } from 'vitest'
import { realEffects } from '../../../src/base/effects.ts'
import { buildModel } from '../../../src/serving/index.ts'
import { folderName } from '../../../src/serving/packages/pins.ts'
import { picturesPackage } from '../../services/pictures/pin.ts'
import { needs, service } from '../../services/service.ts'
import { call, jsonOf } from '../calling.ts'
import { startReplica } from '../replica-process.ts'

needs('weights')(
  'EfficientNet-lite0 sees a cat in a picture of a cat, and an espresso in a cup of coffee, as PNG and as JPEG',
  async () => {
    const cacheFolder = service('weights') as string
    const model = await buildModel({ kind: 'catalogue', name: 'efficientnet-lite0' }, { baseFolder: tmpdir(), cacheFolder }, realEffects)
    expect(model).toMatchObject({ synthetic: false, weights: expect.stringContaining('Google') })
    const { port } = await startReplica({ model })
    const picture = (name: string) => readFileSync(join(cacheFolder, 'packages', folderName(picturesPackage), name))
    const seen = async (body: Buffer, type: string) =>
      jsonOf(await call(port, '/predict', { headers: { 'content-type': `image/${type}` }, body })).classes

    const cat = picture('chelsea.png')
    const classes = await seen(cat, 'png')
    const ofCats = classes.filter((one: { class: number }) => one.class >= 281 && one.class <= 285)
    expect(ofCats.reduce((sum: number, one: { probability: number }) => sum + one.probability, 0)).toBeGreaterThan(0.8)
    expect((await seen(await sharp(cat).jpeg({ quality: 85 }).toBuffer(), 'jpeg'))[0].label).toMatch(/cat/)
    const [coffee] = await seen(picture('coffee.png'), 'png')
    expect(coffee).toMatchObject({ class: 967, label: 'espresso' })
    expect(coffee.probability).toBeGreaterThan(0.6)
  },
)
