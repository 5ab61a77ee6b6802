import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { shortExample } from '../../src/spec/experiment-page.ts'
import { experimentPage, experimentPaths, explainPath } from '../../src/spec/index.ts'
import { loadText } from './experiment-file.ts'

const page = experimentPage()

test('its example is a valid file in which every section stands', () => {
  const { experiment } = loadText(shortExample)
  expect(experiment.design.repetitions).toBe(3)
  const headings = [...page.matchAll(/^## (\w+)$/gm)].map(([, heading]) => heading)
  expect(Object.keys(parse(shortExample))).toEqual(['apiVersion', 'kind', 'name', ...headings])
})

test('every value of the language has one row, with its meaning', () => {
  const sections = ['workload', 'load', 'scaling', 'recording', 'design']
  for (const path of experimentPaths().filter((path) => !sections.includes(path))) {
    const rows = page.split('\n').filter((line) => line.startsWith(`| \`${path}\` |`))
    expect([path, rows.length]).toEqual([path, 1])
    expect(rows[0]).toContain(explainPath(path).description)
  }
})

test('every example of a section can be read as YAML under its name', () => {
  const examples = [...page.matchAll(/## (\w+)\n\n[^\n]+\n\n```yaml\n(.*?)```/gs)]
  expect(examples.length).toBeGreaterThan(5)
  for (const [, name, text] of examples) expect(Object.keys(parse(text ?? ''))).toEqual([name])
})

test('what is required says so, and what has a default shows it as it would be written', () => {
  expect(page).toContain('| `load.phases.0.duration` | text | a number with its unit: ms, s, m, h or d | required | `20s` |')
  expect(page).toContain('| `load.timeout` | text | a number with its unit: ms, s, m, h or d | `10s` |')
  expect(page).toContain('Required are `apiVersion`, `kind`, `name`, `workload`, `load`;')
})
