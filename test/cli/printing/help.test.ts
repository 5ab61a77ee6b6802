import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { commands } from '../../../src/cli/commands.ts'
import { commandHelp, mainHelp } from '../../../src/cli/printing/help.ts'
import { cliPage } from '../../../src/cli/printing/page.ts'
import { optionsOf } from '../../../src/cli/typing/options.ts'
import { parse } from '../../../src/cli/typing/parse.ts'

test('the help of the whole command line is the golden one', async () => {
  await expect(mainHelp(commands)).toMatchFileSnapshot('../golden/help.txt')
})

test.for(commands)('the help of $name is the golden one', async (command) => {
  await expect(commandHelp(command)).toMatchFileSnapshot(`../golden/help-${command.name}.txt`)
})

test('every example in the help can be typed', () => {
  const lines = commands.flatMap(({ name, examples }) => examples.map(({ line }) => ({ name, line })))
  for (const { name, line } of lines) {
    const words = line.replace(/^source <\(|\)$| >.*/g, '').split(/\s+/)
    expect(words[0]).toBe('kubedyno')
    expect(parse(words.slice(1)).command?.name).toBe(name)
  }
})

test('every command has an example', () => {
  expect(commands.filter(({ examples }) => examples.length === 0)).toEqual([])
})

test('an option of one name is the same kind of option everywhere, so that words before the command can be read', () => {
  const kinds = new Map<string, boolean>()
  for (const { name, value } of commands.flatMap(optionsOf)) {
    expect(kinds.get(name) ?? value === null).toBe(value === null)
    kinds.set(name, value === null)
  }
})

test('the reference page is what the table makes', () => {
  expect(readFileSync('docs/reference/cli.md', 'utf8')).toBe(cliPage())
})
