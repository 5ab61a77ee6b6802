import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { namesHost, validityOf } from '../../src/base/pinned-certificate.ts'
import { daysFromNow, madeCertificate } from './made-certificate.ts'

test('a certificate is valid between its two dates, and says which one is not kept', () => {
  const made = madeCertificate({ validFrom: new Date('2026-01-01T00:00:00Z'), validTo: new Date('2026-12-31T00:00:00Z') })
  const certificate = new X509Certificate(made.certificate)
  const at = (date: string) => validityOf(certificate, Date.parse(date))
  expect([at('2025-12-31'), at('2026-06-01'), at('2027-01-01')]).toEqual([
    'is not valid before 2026-01-01 00:00:00 UTC',
    'valid',
    'expired 2026-12-31 00:00:00 UTC',
  ])
})

test('a certificate names hosts by name or by address, and none that only looks alike', () => {
  const made = madeCertificate({ hosts: ['127.0.0.1', '::1', 'localhost', '*.example.com'], validTo: daysFromNow(1) })
  const certificate = new X509Certificate(made.certificate)
  const named = (host: string) => namesHost(certificate, host)
  expect(['127.0.0.1', '::1', 'localhost', 'a.example.com'].map(named)).toEqual([true, true, true, true])
  expect(['127.0.0.2', '::2', 'localhost.example', 'a.b.example.com', 'example.com'].map(named)).toEqual(Array(5).fill(false))
})
