import fc from 'fast-check'
import { expect, test } from 'vitest'
import { classNames } from '../../../src/serving/onnx/class-names.ts'

test('names are read as YOLOv5’s export writes them, and as JSON', () => {
  expect(classNames("{0: 'open', 1: 'closed'}")).toEqual(['open', 'closed'])
  expect(classNames(`{0: "driver's eye", 1: 'a "quoted" one', 2: 'back\\\\slash', 3: 'gr\\u00fcn', 4: 'caf\\xe9'}`)).toEqual([
    "driver's eye",
    'a "quoted" one',
    'back\\slash',
    'grün',
    'café',
  ])
  expect(classNames("['open', 'closed']")).toEqual(['open', 'closed'])
  expect(classNames('{"1": "b", "0": "a"}')).toEqual(['a', 'b'])
})

test('what is no list of names, or lacks one, is none', () => {
  for (const text of ['', 'open, closed', '{}', "{0: 'a', 2: 'c'}", '{0: 1}', '[']) expect(classNames(text) ?? []).toEqual([])
})

test('any names written as JSON come back', () => {
  const names = fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1 })
  fc.assert(
    fc.property(names, (given) => {
      expect(classNames(JSON.stringify(given))).toEqual(given)
      expect(classNames(JSON.stringify({ ...given }))).toEqual(given)
    }),
  )
})
