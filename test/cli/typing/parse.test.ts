import { expect, test } from 'vitest'
import { DynoError } from '../../../src/base/errors.ts'
import { parse } from '../../../src/cli/typing/parse.ts'

function refusal(...words: string[]): string {
  try {
    parse(words)
  } catch (error) {
    if (error instanceof DynoError && error.code === 'KD_USAGE') return `${error.message} | ${error.hint}`
    throw error
  }
  throw new Error('it was accepted')
}

test('options may stand before and after the command', () => {
  for (const words of [
    ['--runs', 'here', 'list', '-o', 'json'],
    ['list', '-ojson', '--runs=here'],
  ]) {
    const { command, options } = parse(words)
    expect(command?.name).toBe('list')
    expect(options.get('runs')).toEqual(['here'])
    expect(options.get('output')).toEqual(['json'])
  }
})

test('values that are set are kept in order, all of them', () => {
  expect(parse(['run', 'a.yaml', '--set', 'a=1', '--set=b=2']).options.get('set')).toEqual(['a=1', 'b=2'])
})

test('the last of a repeated option wins where only one is meant', () => {
  expect(parse(['list', '--runs', 'a', '--runs', 'b']).options.get('runs')).toEqual(['b'])
})

test('what follows a lone -- is an argument', () => {
  expect(parse(['show', '--', '--odd']).positionals).toEqual(['--odd'])
})

test('help can be asked for without the arguments that a command needs', () => {
  expect(parse(['run', '-h']).options.has('help')).toBe(true)
  expect(parse(['help', 'run']).command?.name).toBe('run')
})

test('a mistyped command suggests the one that was meant', () => {
  expect(refusal('rnu', 'x.yaml')).toBe('there is no command "rnu" | did you mean: kubedyno run')
  expect(refusal('frobnicate')).toBe('there is no command "frobnicate" | see what there is: kubedyno --help')
})

test('a mistyped option suggests the one that was meant, or the command that has it', () => {
  expect(refusal('run', 'x.yaml', '--progres', 'plain')).toBe('kubedyno run has no option --progres | did you mean --progress?')
  expect(refusal('list', '--every', '1s')).toBe('kubedyno list has no option --every | it is an option of: dataset')
  expect(refusal('list', '-z')).toBe('kubedyno list has no option -z | see what there is: kubedyno list --help')
})

test('an option without its value says what to write', () => {
  expect(refusal('list', '--runs')).toBe('--runs needs a value | write --runs DIR')
  expect(refusal('run', '--progress', '--quiet', 'x.yaml')).toContain('--progress needs a value | write --progress auto|window')
})

test('a value that is none of the choices suggests the nearest, or lists them', () => {
  expect(refusal('list', '-o', 'josn')).toBe('-o cannot be "josn" | did you mean json?')
  expect(refusal('validate', 'x.yaml', '-o', 'parquet')).toBe('-o cannot be "parquet" | it can be text, json, yaml')
})

test('a switch takes no value', () => {
  expect(refusal('cleanup', '--yes=no')).toBe('--yes takes no value | write --yes alone')
})

test('too few and too many arguments are refused with an example', () => {
  expect(refusal('show')).toMatch(/^kubedyno show needs RUN: .* such as: kubedyno show latest$/)
  expect(refusal('list', 'extra')).toBe('kubedyno list can do nothing with "extra" | such as: kubedyno list')
})
