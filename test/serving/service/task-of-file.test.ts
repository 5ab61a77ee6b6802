import { expect, test } from 'vitest'
import { DynoError } from '../../../src/base/errors.ts'
import { graph } from '../../../src/serving/onnx/graph.ts'
import { taskOfFile } from '../../../src/serving/service/task-of-file.ts'
import { seeing } from './detectors.ts'

const row = [1, 1, 1, 1, 1, 1, 1] as const
const eyes = seeing([row], ['open', 'closed'])
const animals = seeing([row], ['cat', 'dog'])
const unnamed = seeing([row], null)

function graphOfNumbers(): Uint8Array {
  const net = graph('numbers', () => new Float32Array())
  net.node('Identity', ['in'], 'out')
  return net.finish({ in: [1, 4] }, { out: [1, 4] })
}

test('a file is for what it is said to be for, or else for what it says itself', () => {
  expect(taskOfFile('m.onnx', eyes, undefined)?.kind).toBe('eyes')
  expect(taskOfFile('m.onnx', eyes, 'eyes')?.kind).toBe('eyes')
  expect(taskOfFile('m.onnx', eyes, 'detect')).toEqual({ kind: 'detect', names: ['open', 'closed'], anchors: null })
  expect(taskOfFile('m.onnx', animals, undefined)?.kind).toBe('detect')
  expect(taskOfFile('m.onnx', unnamed, undefined)).toBeNull()
  expect(taskOfFile('m.onnx', unnamed, 'classify')).toMatchObject({ kind: 'classify', labels: null })
})

test.each([
  [unnamed, 'detect', /does not describe itself/],
  [unnamed, 'eyes', /does not describe itself/],
  [graphOfNumbers(), 'classify', /does not take a picture/],
  [animals, 'eyes', /finds cat, dog, not open and closed eyes/],
] as const)('what it cannot be for is told with what to do', (file, task, sentence) => {
  const act = () => taskOfFile('m.onnx', file, task)
  expect(act).toThrow(DynoError)
  expect(act).toThrow(sentence)
})
