import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { realEffects } from '../../../src/base/effects.ts'
import { buildModel } from '../../../src/serving/index.ts'
import { fetchable, folderName, type PackagePin } from '../../../src/serving/packages/pins.ts'
import { testFolder } from '../replica-process.ts'

const build = (name: string, cacheFolder: string) =>
  buildModel({ kind: 'catalogue', name }, { baseFolder: cacheFolder, cacheFolder }, realEffects)

/** A cache in which the package of a model lies with these files. */
function cacheWith(model: string, files: Record<string, string>): string {
  const cacheFolder = testFolder()
  const pin = fetchable.find(({ name }) => name === model)?.packages[0] as PackagePin
  const folder = join(cacheFolder, 'packages', folderName(pin))
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return cacheFolder
}

test('a fetched package that was damaged since is told as such, and what to do', async () => {
  const hint = expect.stringContaining('models fetch')
  const damaged = (part: string) => ({ code: 'KD_PACKAGE_INVALID', message: expect.stringContaining(part), hint })
  await expect(build('silero-vad', cacheWith('silero-vad', {}))).rejects.toMatchObject(
    damaged('silero_vad_16k_sequence.onnx of silero-vad'),
  )
  const changed = cacheWith('silero-vad', { 'silero_vad_16k_sequence.onnx': 'other bytes' })
  await expect(build('silero-vad', changed)).rejects.toMatchObject(damaged('model was written with another checksum'))
  const cut = cacheWith('minilm', { 'model.safetensors': 'short', 'vocab.txt': '' })
  await expect(build('minilm', cut)).rejects.toMatchObject(damaged('the safetensors file cannot be read'))
})

test('a model that has nothing to fall back to says what to fetch', async () => {
  await expect(build('silero-vad', testFolder())).rejects.toMatchObject({
    hint: expect.stringContaining('kubedyno models fetch silero-vad'),
  })
})
