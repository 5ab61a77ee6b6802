import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Effects, realEffects } from '../../../src/base/effects.ts'
import { readBodyFiles } from '../../../src/load/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'kubedyno-bodies-'))
afterAll(() => rmSync(folder, { recursive: true }))
beforeAll(() => {
  for (const name of ['photos/day', 'photos/night', 'photos/a.jpg.d', 'empty', 'odd']) mkdirSync(join(folder, name), { recursive: true })
  const files = [
    'photos/b.jpg',
    'photos/a.jpg',
    'photos/.hidden.jpg',
    'photos/notes.txt',
    'photos/day/c.JPG',
    'photos/night/d.jpg',
    'odd/x+(1).[y]',
  ]
  for (const name of files) writeFileSync(join(folder, name), name)
  writeFileSync(join(folder, 'empty/no.json'), '')
  writeFileSync(join(folder, 'large.bin'), '')
  truncateSync(join(folder, 'large.bin'), 257 * 2 ** 20)
  symlinkSync(join(folder, 'photos/a.jpg'), join(folder, 'link.jpg'))
})

const read = (pattern: string, contentType: string | null = null, effects: Pick<Effects, 'disk'> = realEffects) => {
  const request = { name: 'photo', path: null, body: { kind: 'files' as const, pattern }, contentType, gzip: false }
  return readBodyFiles({ requests: [request] }, folder, effects).get('photo') ?? expect.unreachable()
}
const names = (pattern: string) => read(pattern, 'a/b').map(({ file }) => file)

test('a pattern stands for the files that it matches, sorted, without hidden ones and folders', () => {
  expect(names('photos/*.jpg')).toEqual(['photos/a.jpg', 'photos/b.jpg'])
  expect(names('./photos/?.jpg')).toEqual(['photos/a.jpg', 'photos/b.jpg'])
  expect(names('photos/*')).toEqual(['photos/a.jpg', 'photos/b.jpg', 'photos/notes.txt'])
  expect(names('photos/*/*')).toEqual(['photos/day/c.JPG', 'photos/night/d.jpg'])
  expect(names('*/.h*')).toEqual(['photos/.hidden.jpg'])
  expect(names(`${folder}/photos/a.*`)).toEqual([join(folder, 'photos/a.jpg')])
  expect(names('photos/../link.jpg')).toEqual(['link.jpg'])
  expect(names('odd/x+(1).[y]')).toEqual(['odd/x+(1).[y]'])
  expect(names('odd/?+(1).[y]')).toEqual(['odd/x+(1).[y]'])
})

test('a body is the file’s bytes, and its type follows from the ending unless one is given', () => {
  const types = (pattern: string, given?: string) =>
    read(pattern, given).map(({ headers, bytes }) => [headers['content-type'], bytes.toString()])
  expect(types('photos/*/c.*')).toEqual([['image/jpeg', 'photos/day/c.JPG']])
  expect(types('photos/notes.txt')).toEqual([['text/plain; charset=utf-8', 'photos/notes.txt']])
  expect(types('photos/notes.txt', 'text/x-notes')).toEqual([['text/x-notes', 'photos/notes.txt']])
})

test.each([
  ['no match', 'photos/*.gif', 'KD_FILE_NOT_FOUND', /request photo: there is no file .*photos\/\*\.gif/],
  ['a file that is not there', 'none/a.jpg', 'KD_FILE_NOT_FOUND', /there is no file/],
  ['folders only', 'photos/d*', 'KD_FILE_NOT_FOUND', /there is no file/],
  ['a folder', 'photos', 'KD_FILE_NOT_FOUND', /there is no file/],
  ['an unknown ending', 'odd/*', 'KD_SPEC_INVALID', /tells no content type/],
  ['an empty file', 'empty/*', 'KD_SPEC_INVALID', /no\.json is empty/],
  ['too much', 'large.bin', 'KD_SPEC_INVALID', /with large\.bin, the files of the load take more than 256 MiB/],
])('%s is told', (_, pattern, code, message) => {
  expect(() => read(pattern)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message), hint: expect.any(String) }))
})

test('a file that may not be read is told, with the reason', () => {
  const readFileSync = () => {
    throw new Error('EACCES: permission denied')
  }
  const effects = { disk: { ...realEffects.disk, readFileSync } as unknown as typeof realEffects.disk }
  expect(() => read('photos/a.jpg', null, effects)).toThrow(/request photo: photos\/a\.jpg cannot be read: EACCES/)
})
