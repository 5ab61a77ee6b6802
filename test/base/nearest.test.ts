import { expect, test } from 'vitest'
import { nearest } from '../../src/base/nearest.ts'

test('a slip of the keyboard finds the word that was meant', () => {
  const words = ['replicas', 'resources', 'rate', 'phases']
  expect(nearest('replcias', words)).toBe('replicas')
  expect(nearest('Rate', words)).toBe('rate')
  expect(nearest('phase', words)).toBe('phases')
})

test('a word that is near to none finds none', () => {
  expect(nearest('objectives', ['rate', 'phases'])).toBeNull()
})
