import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { realEffects } from '../../../src/base/effects.ts'
import { DynoError } from '../../../src/base/errors.ts'
import { tiny } from '../../../src/serving/architecture/tiny.ts'
import { buildModel } from '../../../src/serving/index.ts'
import { bytesField, encode, integerField, message, messageField } from '../../../src/serving/onnx/protobuf.ts'
import { seededWeights } from '../../../src/serving/onnx/weights.ts'
import type { ModelChoice } from '../../../src/spec/index.ts'
import { catalogueModel, isAlive, modelFile, testFolder, until } from '../replica-process.ts'

/** The children of this process that hold a model. */
function modelProcesses(): number[] {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'latin1').split(' ').filter(Boolean).map(Number)
  return children.filter((pid) => isAlive(pid) && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('model-host'))
}

/** The error that building gives, once no process of it is left. */
async function faultOf(choice: ModelChoice, baseFolder = testFolder()): Promise<DynoError> {
  const fault = await buildModel(choice, { baseFolder, cacheFolder: testFolder() }, realEffects).catch((error) => error)
  expect(fault).toBeInstanceOf(DynoError)
  expect(fault.hint).toEqual(expect.any(String))
  expect(fault.message).not.toMatch(/\n\s+at /)
  if (process.platform === 'linux') await until(() => modelProcesses().length === 0)
  return fault
}

test('a model without weights of its own says how to get them', async () => {
  expect(await faultOf({ kind: 'catalogue', name: 'ocr' })).toMatchObject({
    code: 'KD_MODEL_INVALID',
    hint: expect.stringContaining('kubedyno models fetch ocr'),
  })
})

test('ResNet-50 has the published number of parameters and takes one image', async () => {
  const model = await catalogueModel('resnet50')
  expect(model).toMatchObject({
    parameters: 25_557_032,
    inputs: [{ name: 'input', datatype: 'FP32', shape: [1, 3, 224, 224] }],
    outputs: [{ name: 'logits', datatype: 'FP32', shape: [-1, 1000] }],
  })
})

test('a model that was built once is read again, and one that was damaged since is written again', async () => {
  const cacheFolder = testFolder()
  const build = () => buildModel({ kind: 'catalogue', name: 'tiny' }, { baseFolder: '/', cacheFolder }, realEffects)
  const { path, sha256 } = await build()
  expect(readdirSync(dirname(path))).toEqual([basename(path)])
  const written = statSync(path)
  await build()
  expect(statSync(path)).toMatchObject({ mtimeMs: written.mtimeMs, ino: written.ino })

  const whole = readFileSync(path)
  for (const damaged of [whole.subarray(0, 100), Buffer.alloc(0), Buffer.from(whole).fill(0, 200, 201)]) {
    writeFileSync(path, damaged)
    expect(await build()).toMatchObject({ path, sha256, sizeBytes: whole.length })
    expect(readFileSync(path)).toEqual(whole)
  }
  expect(readdirSync(dirname(path))).toEqual([basename(path)])
})

test('a user’s own file is served under its name; its checksum may be written in capitals', async () => {
  const { choice, places, path } = modelFile(tiny(seededWeights(5)))
  const model = await buildModel({ ...choice, sha256: choice.sha256.toUpperCase() }, places, realEffects)
  expect(model).toMatchObject({ name: 'my-model', path, sha256: choice.sha256, synthetic: false, parameters: null })
})

test('an unknown name is told, with the nearest one', async () => {
  expect(await faultOf({ kind: 'catalogue', name: 'resnet5' })).toMatchObject({
    code: 'KD_MODEL_UNKNOWN',
    hint: expect.stringMatching(/resnet50/),
  })
  expect(await faultOf({ kind: 'catalogue', name: 'a-llm' })).toMatchObject({
    code: 'KD_MODEL_UNKNOWN',
    hint: expect.stringMatching(/tiny/),
  })
})

test('another checksum than the one that was asked for is told, with both', async () => {
  const { choice, places } = modelFile(tiny(seededWeights(1)))
  const wanted = 'ab'.repeat(32)
  const fault = await faultOf({ ...choice, sha256: wanted }, places.baseFolder)
  expect(fault).toMatchObject({ code: 'KD_MODEL_CHECKSUM', message: expect.stringContaining(wanted) })
  expect(fault.message).toContain(choice.sha256)
})

test('a missing file is told, and a folder in its place too', async () => {
  const baseFolder = testFolder()
  expect(await faultOf({ kind: 'file', path: 'none.onnx', sha256: '' }, baseFolder)).toMatchObject({
    code: 'KD_FILE_NOT_FOUND',
    message: expect.stringContaining(join(baseFolder, 'none.onnx')),
  })
  expect(await faultOf({ kind: 'file', path: '.', sha256: '' }, baseFolder)).toMatchObject({ code: 'KD_MODEL_INVALID' })
})

/** A graph that hands its one input on, as ONNX; `type` numbers are those of ONNX's TensorProto.DataType. */
function handingOn(type: number, dims: readonly (number | string)[]): Uint8Array {
  const shape = message(dims.map((dim) => messageField(1, typeof dim === 'number' ? integerField(1, dim) : bytesField(2, dim))))
  const tensor = messageField(1, message([integerField(1, type), messageField(2, shape)]))
  const value = (name: string) => message([bytesField(1, name), messageField(2, tensor)])
  const node = message([bytesField(1, 'in'), bytesField(2, 'out'), bytesField(4, 'Identity')])
  const body = message([messageField(1, node), bytesField(2, 'g'), messageField(11, value('in')), messageField(12, value('out'))])
  return encode(message([integerField(1, 8), messageField(7, body), messageField(8, message([bytesField(1, ''), integerField(2, 17)]))]))
}

test.each([
  ['text', Buffer.from('this is no model'), /no model that can be served/],
  ['nothing', Buffer.alloc(0), /no model that can be served/],
  ['half a model', tiny(seededWeights(1)).subarray(0, 300), /no model that can be served/],
  ['a model of text', handingOn(8, [1, 2]), /in is of type string; served are FP32/],
  ['a model with a free length', handingOn(1, ['batch', 'length']), /leaves open how large an input is: length of in/],
])('a file with %s is told to be no model', async (_, bytes, sentence) => {
  const { choice, places } = modelFile(bytes)
  expect(await faultOf(choice, places.baseFolder)).toMatchObject({ code: 'KD_MODEL_INVALID', message: expect.stringMatching(sentence) })
})

test.each([
  [1, 'FP32'],
  [11, 'FP64'],
  [7, 'INT64'],
  [6, 'INT32'],
  [2, 'UINT8'],
  [9, 'BOOL'],
])('ONNX type %i is served as %s', async (type, datatype) => {
  const { choice, places } = modelFile(handingOn(type, ['batch', 3]))
  const { inputs, outputs } = await buildModel(choice, places, realEffects)
  expect(inputs).toEqual([{ name: 'in', datatype, shape: [1, 3] }])
  expect(outputs).toEqual([{ name: 'out', datatype, shape: [-1, 3] }])
})
