import { expect, test } from 'vitest'
import { graph } from '../../../src/serving/onnx/graph.ts'
import { readMetadata } from '../../../src/serving/onnx/read-metadata.ts'
import { noWeights } from './run-once.ts'

test('what an ONNX file says beside its graph is read back', () => {
  const net = graph('small', noWeights)
  net.node('Relu', [net.node('Add', ['in', net.weight('bias', [300], { fill: 0 })], 'sum')], 'out')
  const metadata = { character: 'a\nb\n…', names: "{0: 'open'}", empty: '' }
  const file = net.finish({ in: [1, 300] }, { out: [1, 300] }, metadata)
  expect(readMetadata(file)).toEqual(metadata)
  expect(readMetadata(new Uint8Array())).toEqual({})
})
