import sharp from 'sharp'
import { expect, test } from 'vitest'
import { catalogueModel, startReplica } from '../replica-process.ts'

const somePicture = (format: 'jpeg' | 'png') =>
  sharp({ create: { width: 300, height: 200, channels: 3, background: '#456' } })
    .toFormat(format)
    .toBuffer()

test('without learned weights all networks run on any picture, and the answer says that it means nothing', async () => {
  const { port, metricsPort } = await startReplica({ model: await catalogueModel('eyes-by-landmarks') })
  for (const format of ['jpeg', 'png'] as const) {
    const headers = { 'content-type': `image/${format}` }
    const response = await fetch(`http://127.0.0.1:${port}/predict`, { method: 'POST', headers, body: await somePicture(format) })
    expect(response.status).toBe(200)
    const answer = (await response.json()) as { eyes: Record<'x' | 'y' | 'width' | 'height', number>[] }
    expect(answer).toMatchObject({ state: 'closed', confidence: expect.closeTo(1, 1), by: 'face-landmarks', synthetic: true })
    expect(answer.eyes).toHaveLength(2)
    for (const { x, y, width, height } of answer.eyes) {
      expect(Math.min(x, y, width, height)).toBeGreaterThanOrEqual(0)
      expect(x + width).toBeLessThanOrEqual(300)
      expect(y + height).toBeLessThanOrEqual(200)
    }
  }
  const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
  for (const step of ['image_decode', 'image_planes', 'face', 'landmarks', 'iris']) expect(metrics).toContain(`step="${step}"`)
})

test('what is no picture is refused, and several pictures at once are answered', async () => {
  const { port } = await startReplica({ model: await catalogueModel('eyes-by-landmarks') })
  const ask = (contentType: string, body: Buffer) =>
    fetch(`http://127.0.0.1:${port}/predict`, { method: 'POST', headers: { 'content-type': contentType }, body })
  expect((await ask('image/jpeg', Buffer.from('no picture'))).status).toBe(400)
  expect((await ask('text/plain', await somePicture('png'))).status).toBe(415)
  const good = await somePicture('png')
  const together = await Promise.all([good, good, good, good].map((body) => ask('image/png', body)))
  expect(together.map(({ status }) => status)).toEqual([200, 200, 200, 200])
})
