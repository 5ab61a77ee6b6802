import { expect, test } from 'vitest'
import { graph } from '../../../src/serving/onnx/graph.ts'
import { bytesField, encode, integerField, message, messageField } from '../../../src/serving/onnx/protobuf.ts'
import { floatsOf, readOnnx } from '../../../src/serving/onnx/read-onnx.ts'

const values = Float32Array.of(1, -2.5, 3)
const written = () => {
  const net = graph('net', () => values)
  net.node('Add', ['in', net.weight('offset', [3], { fill: 0 })], 'out')
  return net.finish({ in: ['batch', 3] }, { out: ['batch', 3] }, { stride: '32', names: "{0: 'x'}" })
}

test('inputs, outputs, constants and metadata are read as they were written', () => {
  const file = readOnnx(written())
  expect(file.metadata).toEqual({ stride: '32', names: "{0: 'x'}" })
  expect(file.inputs).toEqual([{ name: 'in', type: 1, dims: ['batch', 3] }])
  expect(file.outputs).toEqual([{ name: 'out', type: 1, dims: ['batch', 3] }])
  expect(file.constants).toMatchObject([{ name: 'offset', dims: [3], type: 1 }])
  expect(file.constants.map(floatsOf)).toEqual([values])
})

test('floats that are listed and dimensions that are packed are read too, and a constant among the inputs is no input', () => {
  const listed = message([
    bytesField(1, Uint8Array.of(3)),
    integerField(2, 1),
    bytesField(4, new Uint8Array(values.buffer)),
    bytesField(8, 'offset'),
  ])
  const body = message([
    messageField(5, listed),
    messageField(11, message([bytesField(1, 'offset')])),
    messageField(11, message([bytesField(1, 'in')])),
  ])
  const file = readOnnx(encode(messageField(7, body)))
  expect(file.inputs).toEqual([{ name: 'in', type: 0, dims: [] }])
  expect(file.constants).toMatchObject([{ dims: [3] }])
  expect(file.constants.map(floatsOf)).toEqual([values])
})

test('a file that breaks off is told from a whole one', () => {
  const whole = written()
  let readable = 0
  for (let length = 1; length < whole.length; length++) {
    try {
      readOnnx(whole.subarray(0, length))
      readable++
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError)
    }
  }
  // It can only break off unseen between two fields of the model itself.
  expect(readable).toBeLessThan(8)
})
