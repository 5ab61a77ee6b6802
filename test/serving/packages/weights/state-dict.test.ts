import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DynoError } from '../../../../src/base/errors.ts'
import { readPickle } from '../../../../src/serving/packages/weights/pickle.ts'
import { readStateDict } from '../../../../src/serving/packages/weights/state-dict.ts'
import { needs } from '../../../services/service.ts'
import { keptFile } from '../kept-file.ts'

/** Writes instructions: text stands for itself, numbers for bytes. */
const pickle = (...parts: (string | number[])[]) =>
  Buffer.concat([
    Buffer.from([0x80, 2]),
    ...parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
    Buffer.from('.'),
  ])
const text = (value: string) => `X${String.fromCharCode(value.length)}\0\0\0${value}`
const int = (value: number) => `K${String.fromCharCode(value)}`

const magic = pickle([0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19])
const storage = (key: string, count: number) => `(${text('storage')}ctorch\nFloatStorage\n${text(key)}${text('cpu')}${int(count)}NtQ`
const tensor = (key: string, count: number, offset: number, shape: number[], strides: number[]) =>
  `ctorch._utils\n_rebuild_tensor_v2\n(${storage(key, count)}${int(offset)}(${shape.map(int).join('')}t(${strides.map(int).join('')}t\x89ccollections\nOrderedDict\n)RtR`

function fileOf(items: string, keys: string[], ...values: Float32Array[]): Buffer {
  const data = values.map((numbers) =>
    Buffer.concat([Buffer.from(BigInt64Array.of(BigInt(numbers.length)).buffer), Buffer.from(numbers.buffer)]),
  )
  const dictionary = pickle(`ccollections\nOrderedDict\n)R(${items}u`, `}(${text('_metadata')}}ub`)
  return Buffer.concat([magic, pickle('M\xe9\x03'), pickle('}'), dictionary, pickle(`](${keys.map(text).join('')}e`), ...data])
}

const good = fileOf(
  text('a') +
    tensor('11', 6, 0, [2, 3], [3, 1]) +
    text('turned') +
    tensor('11', 6, 0, [3, 2], [1, 3]) +
    text('part') +
    tensor('22', 3, 1, [2], [1]),
  ['22', '11'],
  Float32Array.of(7, 8, 9),
  Float32Array.of(1, 2, 3, 4, 5, 6),
)

test('reads tensors by name, also such that lie in another order, or share a storage', () => {
  expect([...readStateDict(good)]).toEqual([
    ['a', { shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) }],
    ['turned', { shape: [3, 2], values: Float32Array.of(1, 4, 2, 5, 3, 6) }],
    ['part', { shape: [2], values: Float32Array.of(8, 9) }],
  ])
})

test('refuses tensors beyond their storage, and files of another kind', () => {
  const beyond = fileOf(text('a') + tensor('1', 2, 1, [2], [1]), ['1'], Float32Array.of(1, 2))
  expect(() => readStateDict(beyond)).toThrow('a does not lie within its storage')
  expect(() => readStateDict(Buffer.from('PK\x03\x04'))).toThrow(expect.objectContaining({ code: 'KD_PACKAGE_INVALID' }))
  expect(() => readStateDict(pickle('K\x01'))).toThrow('before PyTorch 1.6')
})

test('a pickle that would run something is refused by the name of what it asks for', () => {
  const evil = Buffer.concat([magic, pickle('cos\nsystem\n(', text('rm -rf /'), 'tR')])
  expect(() => readStateDict(evil)).toThrow('asks for os system')
  expect(() => readPickle(pickle('cbuiltins\neval\n'), 0, { named: () => null, persistent: () => null })).toThrow('builtins eval')
  for (const instruction of ['i', 'o', '\x81', '\x92', '\x93', '\x94', 'P']) {
    expect(() => readPickle(pickle(instruction), 0, { named: () => null, persistent: () => null })).toThrow('instruction')
  }
})

test('bytes that were cut or changed give tensors or an error that can be told', () => {
  const orDynoError = (bytes: Buffer) => {
    try {
      readStateDict(bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(DynoError)
    }
  }
  for (let length = 0; length < good.length; length++) orDynoError(good.subarray(0, length))
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), (at, value) => {
      const changed = Buffer.from(good)
      changed[at] = value
      orDynoError(changed)
    }),
    { numRuns: 3000 },
  )
})

needs('weights')('reads EfficientNet-lite0, whose matrices lie in the order of another framework', () => {
  const path = keptFile('efficientnet-lite0', 'efficientnet-lite0-57934424.pth')
  const tensors = readStateDict(readFileSync(path))
  expect(tensors.get('_blocks.0._depthwise_conv.weight')?.shape).toEqual([32, 1, 3, 3])
  const parameters = [...tensors].filter(([name]) => !name.includes('running'))
  expect(parameters.reduce((sum, [, { values }]) => sum + values.length, 0)).toBe(4_652_008)
})
