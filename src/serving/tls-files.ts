import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { resolve } from 'node:path'
import type { Effects } from '../base/effects.ts'
import { DynoError, type ErrorCode, hasSystemCode } from '../base/errors.ts'
import { namesHost, validityOf } from '../base/pinned-certificate.ts'
import type { TlsFiles } from '../spec/index.ts'

/** A certificate and its key that were checked; the key itself stays in its file until a server reads it. */
export interface ServedTls {
  /** Absolute paths. */
  files: TlsFiles
  /** The certificate as PEM, for those who connect. */
  certificate: string
}

interface TlsNeeds {
  /** What the paths are relative to. */
  baseFolder: string
  /** What clients will connect to; null when that is not known. */
  host: string | null
}

/** Makes sure that a certificate and its key can be served with: both readable, a pair, valid now, and for the host. An error's `path` says which of the two is at fault. */
export function checkTlsFiles(tls: TlsFiles, { baseFolder, host }: TlsNeeds, effects: Pick<Effects, 'disk' | 'clock'>): ServedTls {
  const files = { certificate: resolve(baseFolder, tls.certificate), key: resolve(baseFolder, tls.key) }
  const pem = read('certificate', files, effects)
  const certificate = certificateIn(pem, files)
  const key = keyIn(read('key', files, effects), files)
  if (!certificate.checkPrivateKey(key)) {
    throw fault(
      'key',
      'KD_TLS_INVALID',
      `${files.key} is not the key of ${files.certificate}`,
      'name the key that the certificate was made with',
    )
  }
  const validity = validityOf(certificate, effects.clock.wallMs())
  if (validity !== 'valid') {
    throw fault(
      'certificate',
      'KD_TLS_INVALID',
      `the certificate ${files.certificate} ${validity}`,
      'make a new one, or check the clock of this machine',
    )
  }
  if (host !== null && !namesHost(certificate, host)) {
    const hint = `make one for it, with subjectAltName=IP:${host}; it is for: ${certificate.subjectAltName ?? 'no host'}`
    throw fault(
      'certificate',
      'KD_TLS_INVALID',
      `the certificate ${files.certificate} does not name ${host}, where it would be served`,
      hint,
    )
  }
  return { files, certificate: pem }
}

/** What a server needs of the two files, read when it starts. */
export function readTlsFiles(files: TlsFiles, effects: Pick<Effects, 'disk'>): { cert: string; key: string } {
  return { cert: read('certificate', files, effects), key: read('key', files, effects) }
}

function read(part: keyof TlsFiles, files: TlsFiles, { disk }: Pick<Effects, 'disk'>): string {
  const path = files[part]
  try {
    return disk.readFileSync(path, 'utf8')
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT', 'ENOTDIR'))
      throw fault(part, 'KD_FILE_NOT_FOUND', `there is no file ${path}`, 'make one, or mend the path')
    if (hasSystemCode(error, 'EISDIR')) throw fault(part, 'KD_TLS_INVALID', `${path} is a folder`, 'name the file in it')
    if (hasSystemCode(error, 'EACCES', 'EPERM')) throw fault(part, 'KD_ENVIRONMENT', `may not read ${path}`, 'let this user read it')
    throw error
  }
}

function certificateIn(pem: string, { certificate: path }: TlsFiles): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch {
    throw fault('certificate', 'KD_TLS_INVALID', `${path} holds no certificate in PEM form`, 'it begins with -----BEGIN CERTIFICATE-----')
  }
}

/** Nothing of what OpenSSL says is passed on, so that nothing of the key can be in it. */
function keyIn(pem: string, { key: path }: TlsFiles): KeyObject {
  if (/ENCRYPTED/.test(pem)) {
    throw fault('key', 'KD_TLS_INVALID', `${path} is locked with a passphrase`, `unlock a copy of it: openssl pkey -in ${path} -out FILE`)
  }
  try {
    return createPrivateKey(pem)
  } catch {
    throw fault('key', 'KD_TLS_INVALID', `${path} holds no private key in PEM form`, 'it begins with -----BEGIN PRIVATE KEY-----')
  }
}

function fault(part: keyof TlsFiles, code: ErrorCode, message: string, hint: string): DynoError {
  return new DynoError(code, message, { hint, path: part })
}
