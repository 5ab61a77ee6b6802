import { expect, test } from 'vitest'
import { catalogue, signalNamed } from '../../src/signals/catalogue.ts'
import { signalsPage } from '../../src/signals/signals-page.ts'

test('each name is there once and ends as its kind and unit ask', () => {
  expect(new Set(catalogue.map(({ name }) => name)).size).toBe(catalogue.length)
  for (const { name, kind, unit } of catalogue) {
    expect(name).toMatch(/^[a-z][a-z0-9_]*$/)
    if (kind === 'counter') expect(name).toMatch(/_(total|sum|count)$/)
    else expect(name, 'a gauge ends in its unit').toMatch(new RegExp(`_(${unit}|depth)$`))
  }
})

test('each signal says what it means, where it comes from and what makes it missing', () => {
  for (const { meaning, source, missing, entities } of catalogue) {
    expect(Math.min(meaning.length, source.length, missing.length, entities.length)).toBeGreaterThan(0)
  }
})

test('an unknown name is refused with the nearest one', () => {
  expect(() => signalNamed('cpu_second_total')).toThrow(
    expect.objectContaining({ code: 'KD_SIGNAL_UNKNOWN', hint: 'did you mean cpu_seconds_total?' }),
  )
  expect(() => signalNamed('weather')).toThrow(expect.objectContaining({ code: 'KD_SIGNAL_UNKNOWN' }))
})

test('the page lists every signal', () => {
  const page = signalsPage()
  for (const { name } of catalogue) expect(page).toContain(`| \`${name}\` |`)
})
