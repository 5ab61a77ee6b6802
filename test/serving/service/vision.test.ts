import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { realEffects } from '../../../src/base/effects.ts'
import { buildModel } from '../../../src/serving/index.ts'
import { graph } from '../../../src/serving/onnx/graph.ts'
import { call, jsonOf } from '../calling.ts'
import { gradient, pngBomb } from '../image/pictures.ts'
import { modelFile, startReplica, testFolder } from '../replica-process.ts'
import { type Row, seeing } from './detectors.ts'

/** Twice as wide as high: in a frame of 64 it is 64 × 32, with 16 rows of grey above and below. */
const jpeg = await gradient(640, 320).jpeg().toBuffer()

async function serving(bytes: Uint8Array) {
  const { choice, places } = modelFile(bytes)
  const replica = await startReplica({ model: await buildModel(choice, places, realEffects) })
  const post = (body: Buffer, type = 'image/jpeg') =>
    call(replica.port, '/predict', { method: 'POST', body, headers: { 'content-type': type } })
  return { replica, post }
}

test('a YOLOv5 of one’s own finds things, each once, where they are in the picture', async () => {
  const { replica, post } = await serving(
    seeing(
      [
        [32, 32, 10, 8, 0.9, 0.1, 0.8],
        [32.5, 32, 10, 8, 0.8, 0.1, 0.8],
        [32, 32, 10, 8, 0.8, 0.9, 0.1],
        [2, 20, 10, 8, 0.6, 0.9, 0.1],
        [50, 40, 4, 4, 0.2, 0.9, 0.1],
        [50, 40, 4, 4, 0.9, 0.2, 0.2],
      ],
      ['cat', 'dog'],
    ),
  )
  const answer = await post(jpeg)
  expect(answer.status).toBe(200)
  expect(jsonOf(answer)).toEqual({
    boxes: [
      { class: 1, label: 'dog', confidence: 0.72, x: 270, y: 120, width: 100, height: 80 },
      { class: 0, label: 'cat', confidence: 0.72, x: 270, y: 120, width: 100, height: 80 },
      { class: 0, label: 'cat', confidence: 0.54, x: 0, y: 0, width: 70, height: 80 },
    ],
  })
  const metrics = (await call(replica.metricsPort, '/metrics')).body.toString()
  for (const step of ['image_decode', 'image_planes', 'suppression']) expect(metrics).toContain(`step="${step}"`)
})

const left = (open: number, closed: number): Row => [20, 32, 8, 6, 1, open, closed]
const right = (open: number, closed: number): Row => [44, 32, 8, 6, 1, open, closed]

test.each([
  ['two open eyes', [left(0.9, 0.1), right(0.7, 0.1)], { state: 'open', confidence: 0.8 }],
  ['two closed eyes', [left(0.1, 0.9), right(0.1, 0.7)], { state: 'closed', confidence: 0.8 }],
  ['a wink', [left(0.8, 0.1), right(0.1, 0.8)], { state: 'open', confidence: 0.5 }],
  ['one eye', [left(0.1, 0.6)], { state: 'closed', confidence: 0.6 }],
  [
    'one eye that two boxes take for an open and a closed one',
    [left(0.1, 0.9), [20.5, 32, 8, 6, 1, 0.8, 0.1] as Row],
    { state: 'closed', confidence: 0.9 },
  ],
  ['eyes that are too unsure', [left(0.2, 0.1), right(0.1, 0.3)], { state: 'none', confidence: 0.7, eyes: [] }],
  ['nothing', [left(0, 0)], { state: 'none', confidence: 1, eyes: [] }],
])('the state of %s is told, and by which model', async (_, rows, verdict) => {
  const { post } = await serving(seeing(rows, ['closed_eye', 'Open eye'].reverse()))
  const answer = await post(jpeg)
  expect(jsonOf(answer)).toMatchObject({ ...verdict, by: 'my-model' })
})

test('an eye is told with its state and its box in the picture', async () => {
  const { post } = await serving(seeing([left(0.9, 0.1)], ['open', 'closed']))
  expect(jsonOf(await post(await gradient(64, 64).png().toBuffer(), 'image/png'))).toEqual({
    state: 'open',
    confidence: 0.9,
    eyes: [{ state: 'open', confidence: 0.9, x: 16, y: 29, width: 8, height: 6 }],
    by: 'my-model',
  })
})

test('bad pictures are refused and counted, and the next good one is answered', async () => {
  const { replica, post } = await serving(seeing([left(0.9, 0.1)], ['open', 'closed']))
  const refused: [string, Buffer, string, number][] = [
    ['truncated', jpeg.subarray(0, 3000), 'image/jpeg', 400],
    ['mislabelled', jpeg, 'image/png', 400],
    ['a bomb', pngBomb(30_000, 30_000), 'image/png', 413],
    ['an animated GIF', await gradient(8, 8).gif().toBuffer(), 'image/gif', 415],
    ['of no type', jpeg, '', 415],
    ['empty', Buffer.alloc(0), 'image/jpeg', 400],
  ]
  for (const [what, body, type, status] of refused) {
    const answer = await post(body, type)
    expect([what, answer.status]).toEqual([what, status])
    expect(jsonOf(answer)).toEqual({ error: expect.any(String) })
  }
  for (const [width, height] of [
    [1, 1],
    [1, 5000],
    [5000, 1],
  ] as const) {
    expect((await post(await gradient(width, height).png().toBuffer(), 'image/png')).status).toBe(200)
  }
  const metrics = (await call(replica.metricsPort, '/metrics')).body.toString()
  expect(metrics).toMatch(/outcome="bad_request"\} 6$/m)
  expect(metrics).toMatch(/outcome="ok"\} 3$/m)
})

test('many pictures at a time get the answers that each gets alone', async () => {
  const { post } = await serving(seeing([left(0.9, 0.1)], ['open', 'closed']))
  const pictures = await Promise.all([64, 128, 256, 640].map((side) => gradient(side, side).jpeg().toBuffer()))
  const alone = await Promise.all(pictures.map(async (picture) => jsonOf(await post(picture))))
  const together = await Promise.all(Array.from({ length: 24 }, async (_, index) => jsonOf(await post(pictures[index % 4] as Buffer))))
  for (const [index, answer] of together.entries()) expect(answer).toEqual(alone[index % 4])
  expect(alone.map(({ eyes }) => eyes[0].x)).toEqual([16, 32, 64, 160])
})

/** Its logits are ten times the mean of each colour. */
function averaging(): Uint8Array {
  const net = graph('averaging', () => new Float32Array())
  const mean = net.node('Flatten', [net.node('GlobalAveragePool', ['images'], 'pool')], 'mean', { axis: 1 })
  net.node('Mul', [mean, net.constant(Float32Array.of(10), [])], 'logits')
  return net.finish({ images: [1, 3, 32, 32] }, { logits: [1, 3] })
}

test('a classifier tells the likeliest classes, by name where they have names', async () => {
  const { choice, places } = modelFile(averaging())
  const labels = join(testFolder(), 'labels.txt')
  writeFileSync(labels, 'red\ngreen\n')
  const built = await buildModel(choice, places, realEffects)
  const model = { ...built, task: { kind: 'classify', mean: [0, 0, 0], std: [1, 1, 1], labels } } as const
  const { port } = await startReplica({ model })
  const body = await sharp({ create: { width: 90, height: 50, channels: 3, background: { r: 51, g: 102, b: 0 } } })
    .png()
    .toBuffer()
  const { classes } = jsonOf(await call(port, '/predict', { body, headers: { 'content-type': 'image/png' } }))
  const sum = Math.exp(2) + Math.exp(4) + 1
  expect(classes).toEqual([
    { class: 1, label: 'green', probability: expect.closeTo(Math.exp(4) / sum, 5) },
    { class: 0, label: 'red', probability: expect.closeTo(Math.exp(2) / sum, 5) },
    { class: 2, label: null, probability: expect.closeTo(1 / sum, 5) },
  ])
})
