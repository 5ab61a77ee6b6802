import type { ChildProcess } from 'node:child_process'
import { appendFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseExposition } from '../../src/signals/exposition.ts'
import { emptyFolder, kubedyno } from './typed.ts'

test('the models are listed with what they cost and which weights they have, as text and as data', async () => {
  const environment = { KUBEDYNO_CACHE: emptyFolder() }
  const { code, out } = await kubedyno(['models'], { environment })
  expect(code).toBe(0)
  expect(out).toMatch(/^resnet50 +25\.6 M +4\.09 G +synthetic +ResNet-50/m)
  expect(out).toMatch(/^minilm .+ synthetic, can be fetched /m)
  expect(out).toMatch(/^ocr .+ missing, can be fetched /m)
  const listed = JSON.parse((await kubedyno(['models', 'list', '-o', 'json'], { environment })).out)
  expect(listed.find(({ name }: { name: string }) => name === 'tiny')).toMatchObject({
    parameters: 58,
    multiplyAdds: 48,
    weights: 'synthetic',
  })
})

test('a model is built, shown, verified, and found out when its file was changed', async () => {
  const cache = emptyFolder()
  const environment = { KUBEDYNO_CACHE: cache }
  const type = (...words: string[]) => kubedyno(['models', ...words], { environment })
  expect((await type('verify', 'tiny')).code).toBe(1)
  const built = JSON.parse((await type('build', 'tiny', '-o', 'json')).out)
  expect(built).toMatchObject({ name: 'tiny', synthetic: true, path: expect.stringContaining(cache) })
  const shown = await type('show', 'tiny')
  expect(shown.out).toMatch(/^weights +from a seed$/m)
  expect(shown.out).toMatch(/^parameters +58$/m)
  const verified = await type('verify')
  expect(verified).toMatchObject({ code: 0, out: expect.stringMatching(/^tiny +right +.+\.onnx$/m) })

  appendFileSync(built.path, 'x')
  expect(await type('verify', 'tiny')).toMatchObject({ code: 1, out: expect.stringMatching(/^tiny +damaged /m) })
  await type('build', 'tiny')
  expect((await type('verify', 'tiny')).code).toBe(0)
  expect(readdirSync(cache)).toHaveLength(1)
})

test.each([
  [['models', 'destroy'], /models cannot destroy/],
  [['models', 'build'], /needs the name of a model/],
  [['models', 'show', 'resnet5'], /did you mean resnet50/],
  [['models', 'fetch', 'minilmm'], /did you mean minilm/],
  [['serve', 'tiny', '--self', 'often'], /--self often is no rate/],
  [['serve', 'tiny', '--deadline', 'never'], /--deadline never is no duration/],
  [['serve', 'tiny', '--max-batch-size', '0'], /no whole number from 1 to 1024/],
  [['serve', 'tiny', '--device', 'tpu'], /did you mean cpu/],
])('%j is refused with what to do', async (words, sentence) => {
  const { code, err } = await kubedyno(words, { environment: { KUBEDYNO_CACHE: emptyFolder() } })
  expect(code).toBe(2)
  expect(err).toMatch(sentence)
})

test('without a network nothing is fetched, what to do is told, and nothing is left behind', async () => {
  const cache = emptyFolder()
  const environment = { KUBEDYNO_CACHE: cache, KUBEDYNO_PIP_INDEX: 'http://127.0.0.1:9/simple' }
  const { code, err } = await kubedyno(['models', 'fetch', 'minilm'], { environment })
  expect(code).not.toBe(0)
  expect(err).toMatch(/KD_FETCH_FAILED.+127\.0\.0\.1:9/)
  expect(err).toMatch(/^hint .+seeded weights/m)
  expect(readdirSync(cache)).toEqual([])
})

test('a replica that feeds itself has the same metrics, under Triton’s names too, and drains when told', async () => {
  const cache = join(emptyFolder(), 'models')
  let text = ''
  const meanwhile = (child: ChildProcess) => {
    let said = ''
    child.stderr?.on('data', async (data) => {
      said += data
      const [, address] = /metrics are at (http:.+)\n/.exec(said) ?? []
      if (!address || text !== '') return
      text = 'asked'
      for (let count = 0; count < 20; ) {
        await new Promise((resolve) => setTimeout(resolve, 100))
        text = await (await fetch(address)).text()
        count = Number(/outcome="ok"} (\d+)/.exec(text)?.[1])
      }
      child.kill('SIGTERM')
    })
  }
  const words = ['serve', 'number', '--self', '50/s', '--triton-metrics', '--port', '0', '--metrics-port', '0']
  const { code, err } = await kubedyno(words, { environment: { KUBEDYNO_CACHE: cache }, meanwhile })
  expect(code).toBe(0)
  expect(err).toMatch(/warning {2}the weights of number are from a seed/)
  expect(err).toMatch(/application\/json can be sent to http:\/\/127\.0\.0\.1:\d+\/ml/)
  const { samples, badLines } = parseExposition(text)
  expect(badLines).toBe(0)
  const value = (name: string) => samples.find((sample) => sample.name === name)?.value
  const answered = samples.find(({ name, labels }) => name === 'inference_requests_total' && labels.get('outcome') === 'ok')?.value
  expect(value('nv_inference_request_success')).toBe(answered)
  expect(value('nv_inference_count')).toBeGreaterThanOrEqual(answered ?? Number.NaN)
  expect(value('nv_inference_request_failure')).toBe(0)
  expect(value('nv_inference_compute_infer_duration_us')).toBeGreaterThan(0)
  expect(value('inference_latency_seconds_count')).toBe(answered)
})
