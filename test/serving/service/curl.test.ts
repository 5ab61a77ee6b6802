import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { expect } from 'vitest'
import { needs, service } from '../../services/service.ts'
import { catalogueModel, startReplica, testFolder } from '../replica-process.ts'

needs('curl')('curl sends a JPEG picture, whole or in chunks, and gets boxes, stages and steps', async () => {
  const { port } = await startReplica({ model: await catalogueModel('yolov5n') })
  const path = join(testFolder(), 'picture.jpg')
  const create = { width: 640, height: 480, channels: 3, background: '#375', noise: { type: 'gaussian', mean: 120, sigma: 40 } } as const
  writeFileSync(path, await sharp({ create }).jpeg().toBuffer())
  const url = `http://127.0.0.1:${port}/predict`
  for (const more of [[], ['-H', 'transfer-encoding: chunked']]) {
    const words = ['-sS', '-i', '-H', 'content-type: image/jpeg', ...more, '--data-binary', `@${path}`, url]
    const { stdout } = await promisify(execFile)(String(service('curl')), words)
    const [head = '', body = ''] = stdout.split('\r\n\r\n')
    expect(head).toMatch(/^HTTP\/1\.1 200 /)
    expect(head).toMatch(/^server-timing: decode;dur=[\d.]+, queue;.+ image_decode;dur=[\d.]+, image_planes;.+ suppression;/m)
    expect(JSON.parse(body)).toEqual({ boxes: expect.any(Array), synthetic: true })
  }
})
