import fc from 'fast-check'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { stepMeter } from '../../../src/serving/metrics/step-meter.ts'
import { RequestError } from '../../../src/serving/protocol/request-error.ts'
import { openService } from '../../../src/serving/service/open-service.ts'
import { waveFile } from '../audio/wave-file.ts'
import { catalogueModel } from '../replica-process.ts'

const picture = { create: { width: 64, height: 48, channels: 3, background: '#4a6' } } as const
const noise = Float32Array.from({ length: 4000 }, (_, index) => Math.sin(index ** 1.5) / 2)

/** A good body of each kind, and the model that takes it. */
const kinds: [model: string, contentType: string, body: Buffer][] = [
  ['yolov5n', 'image/jpeg', await sharp(picture).jpeg().toBuffer()],
  ['yolov5n', 'image/png', await sharp(picture).png().toBuffer()],
  ['distilbert', 'text/plain', Buffer.from('The battery is nearly empty; çà et là, 電池 😀.')],
  ['distilbert', 'application/json', Buffer.from('{"texts": ["one", "two words"]}')],
  ['whisper-tiny', 'audio/wav', waveFile([noise], 16_000)],
  ['number', 'application/json', Buffer.from('{"input": 15}')],
]
const each = Math.ceil(10_000 / kinds.length)

/** A body with some bytes replaced, left out or put in. */
const mutated = (body: Buffer) =>
  fc
    .array(fc.record({ at: fc.nat(body.length), drop: fc.nat(12), put: fc.uint8Array({ maxLength: 12 }) }), { minLength: 1, maxLength: 4 })
    .map((cuts) => cuts.reduce((whole, { at, drop, put }) => Buffer.concat([whole.subarray(0, at), put, whole.subarray(at + drop)]), body))

test.for(kinds)('a %s reads or refuses whatever comes as %s, and has no fault', { timeout: 120_000 }, async ([name, contentType, body]) => {
  const service = openService(await catalogueModel(name))
  if (!service) throw new Error(`${name} has no route`)
  await service.read(body, contentType, stepMeter())
  let refused = 0
  await fc.assert(
    fc.asyncProperty(mutated(body), async (changed) => {
      try {
        const { inputs } = await service.read(changed, contentType, stepMeter())
        expect(inputs.length).toBeGreaterThan(0)
      } catch (error) {
        if (!(error instanceof RequestError)) throw error
        expect([400, 413, 415]).toContain(error.status)
        refused++
      }
    }),
    { numRuns: each },
  )
  if (contentType !== 'text/plain') expect(refused).toBeGreaterThan(0)
})
