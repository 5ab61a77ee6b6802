import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { realEffects } from '../../src/base/effects.ts'
import { checkTlsFiles } from '../../src/serving/index.ts'
import { daysFromNow, madeCertificate } from '../base/made-certificate.ts'
import { testFolder } from './replica-process.ts'

const good = madeCertificate()
const secret = good.key.split('\n')[1] as string

function check(certificate: string | null, key: string | null, host: string | null = '127.0.0.1') {
  const baseFolder = testFolder()
  if (certificate !== null) writeFileSync(join(baseFolder, 'server.pem'), certificate)
  if (key !== null) writeFileSync(join(baseFolder, 'server.key'), key)
  return checkTlsFiles({ certificate: 'server.pem', key: 'server.key' }, { baseFolder, host }, realEffects)
}

test('a certificate and its key that fit give absolute paths and the certificate, and nothing of the key', () => {
  const served = check(good.certificate, good.key)
  expect(served).toEqual({
    files: { certificate: expect.stringMatching(/^\/.*server\.pem$/), key: expect.stringMatching(/^\/.*server\.key$/) },
    certificate: good.certificate,
  })
  expect(check(good.certificate, good.key, null)).toMatchObject({ certificate: good.certificate })
})

const past = madeCertificate({ validFrom: daysFromNow(-20), validTo: daysFromNow(-10) })
const future = madeCertificate({ validFrom: daysFromNow(10), validTo: daysFromNow(20) })
const elsewhere = madeCertificate({ hosts: ['example.com', '10.0.0.1'] })
const locked = '-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGb\n-----END ENCRYPTED PRIVATE KEY-----\n'
const faults: [what: string, certificate: string | null, key: string | null, path: string, code: string, says: string][] = [
  ['a certificate that is missing', null, good.key, 'certificate', 'KD_FILE_NOT_FOUND', 'there is no file'],
  ['a key that is missing', good.certificate, null, 'key', 'KD_FILE_NOT_FOUND', 'there is no file'],
  ['a certificate that is none', 'hello', good.key, 'certificate', 'KD_TLS_INVALID', 'holds no certificate'],
  ['a key in place of the certificate', good.key, good.key, 'certificate', 'KD_TLS_INVALID', 'holds no certificate'],
  ['a certificate in place of the key', good.certificate, good.certificate, 'key', 'KD_TLS_INVALID', 'holds no private key'],
  ['a key that was cut', good.certificate, good.key.slice(0, 120), 'key', 'KD_TLS_INVALID', 'holds no private key'],
  ['a key with a passphrase', good.certificate, locked, 'key', 'KD_TLS_INVALID', 'is locked with a passphrase'],
  ['the key of another certificate', good.certificate, madeCertificate().key, 'key', 'KD_TLS_INVALID', 'is not the key of'],
  ['a certificate that has expired', past.certificate, past.key, 'certificate', 'KD_TLS_INVALID', 'expired 20'],
  ['a certificate that is not valid yet', future.certificate, future.key, 'certificate', 'KD_TLS_INVALID', 'is not valid before 20'],
  ['a certificate for other hosts', elsewhere.certificate, elsewhere.key, 'certificate', 'KD_TLS_INVALID', 'does not name 127.0.0.1'],
]

test.each(faults)('%s is told as such, with a hint and without a word of the key', (_what, certificate, key, path, code, says) => {
  const error = thrownBy(() => check(certificate, key))
  expect(error).toMatchObject({ code, path, message: expect.stringContaining(says), hint: expect.any(String) })
  expect(JSON.stringify([error.message, error.hint, String(error.cause)])).not.toContain(secret)
})

test('a folder, or a file that may not be read, is told as such', () => {
  const baseFolder = testFolder()
  mkdirSync(join(baseFolder, 'server.pem'))
  const tls = { certificate: 'server.pem', key: 'server.key' }
  expect(thrownBy(() => checkTlsFiles(tls, { baseFolder, host: null }, realEffects))).toMatchObject({ code: 'KD_TLS_INVALID' })
  if (process.getuid?.() === 0) return
  chmodSync(join(baseFolder, 'server.pem'), 0)
  expect(thrownBy(() => check(good.certificate, good.key))).toMatchObject({ code: 'KD_ENVIRONMENT' })
})

function thrownBy(act: () => unknown): Error & { hint?: string } {
  try {
    act()
  } catch (error) {
    return error as Error
  }
  return expect.unreachable()
}
