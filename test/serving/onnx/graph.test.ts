import { Tensor } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { graph } from '../../../src/serving/onnx/graph.ts'
import { readOnnx } from '../../../src/serving/onnx/read-onnx.ts'
import { seededWeights } from '../../../src/serving/onnx/weights.ts'
import { noWeights, runOnce } from './run-once.ts'

test('types, free dimensions and metadata stand in the file, and only parameters are its initializers', () => {
  const net = graph('described', noWeights)
  net.node('Add', ['numbers', net.weight('scale', [2], { fill: 0 })], 'sum')
  net.node('Gather', ['sum', net.constant([-1])], 'last')
  net.node('Identity', ['ids'], 'same')
  const ids = { datatype: 'INT64', dims: ['batch', 'sequence'] } as const
  const file = readOnnx(net.finish({ numbers: ['batch', 2], ids }, { last: [1, 2], same: ids }, { names: "{0: 'a'}", stride: '32' }))
  expect(file).toMatchObject({
    metadata: { names: "{0: 'a'}", stride: '32' },
    inputs: [
      { name: 'numbers', type: 1, dims: ['batch', 2] },
      { name: 'ids', type: 7, dims: ['batch', 'sequence'] },
    ],
    outputs: [
      { name: 'last', type: 1, dims: [1, 2] },
      { name: 'same', type: 7, dims: ['batch', 'sequence'] },
    ],
  })
  expect(file.constants.map(({ name }) => name)).toEqual(['scale'])
})

test('nodes have several outputs, constants their signs and shapes, and a matrix can be turned', async () => {
  const weights = (_: string, dims: readonly number[]) => Float32Array.from({ length: (dims[0] ?? 0) * (dims[1] ?? 1) }, (_, at) => at)
  const net = graph('computed', weights)
  net.nodes('Split', ['input', net.constant([1, 2])], ['first', 'rest'], { axis: 1 })
  net.node('MatMul', ['rest', net.transposedWeight('matrix', [3, 2], { fill: 0 })], 'product')
  net.node('Reshape', [net.node('Mul', ['first', net.constant(Float32Array.of(-2), [])], 'scaled'), net.constant([-1])], 'flat')
  const bytes = net.finish({ input: ['batch', 3] }, { product: ['batch', 3], flat: ['batch'] })
  const { product, flat } = await runOnce(bytes, { input: new Tensor('float32', [5, 1, 10, 6, 2, 20], [2, 3]) })
  expect([...(product as Tensor).data]).toEqual([10, 32, 54, 20, 64, 108])
  expect([...(flat as Tensor).data]).toEqual([-10, -12])
})

test('a weight of another size than its dimensions is told by its name', () => {
  const net = graph('wrong', () => new Float32Array(5))
  expect(() => net.weight('layer.weight', [2, 3], { fill: 0 })).toThrow('layer.weight holds 5 numbers instead of 2 × 3')
})

test('seeded weights follow from seed and name alone, and from where they start', () => {
  const weights = seededWeights(1)
  const some = weights('a.weight', [100, 100], { reach: 0.3 })
  weights('between', [7], { reach: 1 })
  expect(seededWeights(1)('a.weight', [100, 100], { reach: 0.3 })).toEqual(some)
  expect(seededWeights(2)('a.weight', [100, 100], { reach: 0.3 })).not.toEqual(some)
  expect(weights('b.weight', [100, 100], { reach: 0.3 })).not.toEqual(some)

  expect(some.every((value) => Math.abs(value) <= Math.fround(0.3))).toBe(true)
  const mean = some.reduce((sum, value) => sum + value) / some.length
  const variance = some.reduce((sum, value) => sum + (value - mean) ** 2, 0) / some.length
  expect(Math.abs(mean)).toBeLessThan(0.01)
  expect(Math.abs(variance / (0.3 ** 2 / 3) - 1)).toBeLessThan(0.05)
  expect(weights('c', [3], { fill: 2 })).toEqual(Float32Array.of(2, 2, 2))
  expect(weights('d', [2], { values: Float32Array.of(1, 2) })).toEqual(Float32Array.of(1, 2))
})
