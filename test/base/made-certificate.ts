import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { isIP } from 'node:net'

interface CertificateWishes {
  /** Names and addresses that it is for. */
  hosts?: readonly string[]
  validFrom?: Date
  validTo?: Date
}

/** A certificate with its key, as PEM. */
export interface MadeCertificate {
  certificate: string
  key: string
}

const dayMs = 86_400_000

/** Makes a self-signed X.509 certificate with a fresh P-256 key, as no tool can be relied on to be there. */
export function madeCertificate(wishes: CertificateWishes = {}): MadeCertificate {
  const { hosts = ['127.0.0.1', 'localhost'], validFrom = daysFromNow(-1), validTo = daysFromNow(30) } = wishes
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = sequence(oid('2a8648ce3d040302'))
  const name = sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from('kubedyno test')))))
  const alternatives = hosts.map((host) => (isIP(host) ? der(0x87, addressBytes(host)) : der(0x82, Buffer.from(host))))
  const extension = sequence(oid('551d11'), der(0x04, sequence(...alternatives)))
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    name,
    sequence(time(validFrom), time(validTo)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extension)),
  )
  const signature = der(0x03, Buffer.from([0]), sign('sha256', content, privateKey))
  const lines =
    sequence(content, algorithm, signature)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  }
}

/** So many days from now; negative for the past. */
export function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * dayMs)
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const size = content.length
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 255]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, ...parts)
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'))
}

function time(date: Date): Buffer {
  return der(0x18, Buffer.from(`${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`))
}

function addressBytes(host: string): Buffer {
  return Buffer.from(host === '::1' ? [...Array(15).fill(0), 1] : host.split('.').map(Number))
}
