import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 as nodeCrc32 } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DynoError } from '../../../src/base/errors.ts'
import { crc32 } from '../../../src/serving/packages/crc32.ts'
import { openZip } from '../../../src/serving/packages/zip.ts'
import { needs, service } from '../../services/service.ts'
import { testFolder } from '../replica-process.ts'
import { zipOf } from './zip-writer.ts'

const limitBytes = 1_000_000
const text = Buffer.from('a text that repeats, a text that repeats, a text that repeats')

const invalid = (part: string) => expect.objectContaining({ code: 'KD_PACKAGE_INVALID', message: expect.stringContaining(part) })

test.each(['stored', 'deflated'] as const)('reads files that are %s, also behind a comment', (how) => {
  const zip = openZip(zipOf({ 'a/b.txt': text, empty: Buffer.alloc(0) }, how, {}, 'a comment'), limitBytes)
  expect(zip.names).toEqual(['a/b.txt', 'empty'])
  expect(Buffer.from(zip.read('a/b.txt'))).toEqual(text)
  expect(zip.read('empty')).toHaveLength(0)
})

test('the checksum is the one that Node computes', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => crc32(bytes) === nodeCrc32(bytes)))
})

test('refuses what is not there, too large, packed in an unknown way, or other than its checksum', () => {
  expect(() => openZip(zipOf({ a: text }), limitBytes).read('b')).toThrow(invalid('holds no b'))
  expect(() => openZip(zipOf({ a: text }), 10).read('a')).toThrow(invalid('more than 10'))
  expect(() => openZip(zipOf({ a: text }, 'stored', { method: 12 }), limitBytes).read('a')).toThrow(invalid('method 12'))
  expect(() => openZip(zipOf({ a: text }, 'stored', { crc: 1 }), limitBytes).read('a')).toThrow(invalid('checksum'))
})

test('a file that unpacks to more than the directory says is refused before it is unpacked', () => {
  const bomb = zipOf({ a: Buffer.alloc(50_000_000) }, 'deflated', { sizeBytes: 1000 })
  expect(bomb.length).toBeLessThan(100_000)
  expect(() => openZip(bomb, limitBytes).read('a')).toThrow(invalid('cannot be read'))
})

test('bytes that were cut or changed anywhere give an error that can be told, or the true files', () => {
  const whole = zipOf({ a: text, b: Buffer.alloc(300, 7) })
  const readAll = (bytes: Uint8Array) => {
    const zip = openZip(bytes, limitBytes)
    for (const name of zip.names) zip.read(name)
  }
  const orDynoError = (bytes: Uint8Array) => {
    try {
      readAll(bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(DynoError)
    }
  }
  for (let length = 0; length < whole.length; length++) orDynoError(whole.subarray(0, length))
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
      const changed = Buffer.from(whole)
      changed[at] = value
      orDynoError(changed)
    }),
    { numRuns: 2000 },
  )
})

needs('python')('reads what another writer makes', () => {
  const folder = testFolder()
  writeFileSync(join(folder, 'a.txt'), text)
  execFileSync(service('python') as string, ['-m', 'zipfile', '-c', 'made.zip', 'a.txt'], { cwd: folder })
  expect(Buffer.from(openZip(readFileSync(join(folder, 'made.zip')), limitBytes).read('a.txt'))).toEqual(text)
})
