import { inflateRawSync } from 'node:zlib'
import { crc32 } from './crc32.ts'
import { damaged, reading } from './damaged.ts'

/** A zip archive in memory. */
export interface Zip {
  names: readonly string[]
  /** The bytes of one file in it, checked against its CRC-32. */
  read(name: string): Uint8Array
}

interface Entry {
  headerOffset: number
  method: number
  crc: number
  packedBytes: number
  sizeBytes: number
}

const what = 'the zip archive'
const endSignature = 0x06054b50
const entrySignature = 0x02014b50
const headerSignature = 0x04034b50
const stored = 0
const deflated = 8

/**
 * Opens a zip archive by its central directory. Files may be stored or deflated; a file of more than `limitBytes`, or that unpacks to more
 * bytes than the directory says, is refused. Encrypted, split and 64-bit archives are not read.
 */
export function openZip(archive: Uint8Array, limitBytes: number): Zip {
  const entries = reading(what, () => directoryOf(archive))
  return {
    names: [...entries.keys()],
    read(name) {
      const entry = entries.get(name)
      if (!entry) throw damaged(what, `it holds no ${name}`)
      if (entry.sizeBytes > limitBytes) throw damaged(what, `${name} would have ${entry.sizeBytes} bytes, more than ${limitBytes}`)
      const bytes = reading(what, () => unpack(archive, entry))
      if (bytes.length !== entry.sizeBytes || crc32(bytes) !== entry.crc) throw damaged(what, `${name} does not match its checksum`)
      return bytes
    },
  }
}

function directoryOf(archive: Uint8Array): Map<string, Entry> {
  const view = viewOf(archive)
  const end = endOf(archive, view)
  const entries = new Map<string, Entry>()
  let at = view.getUint32(end + 16, true)
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (view.getUint32(at, true) !== entrySignature) throw damaged(what, 'its directory is broken')
    const nameBytes = view.getUint16(at + 28, true)
    const name = new TextDecoder().decode(archive.subarray(at + 46, at + 46 + nameBytes))
    entries.set(name, {
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packedBytes: view.getUint32(at + 20, true),
      sizeBytes: view.getUint32(at + 24, true),
      headerOffset: view.getUint32(at + 42, true),
    })
    at += 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return entries
}

/** Where the end record begins: it is the last thing in an archive but for a comment of at most 65,535 bytes. */
function endOf(archive: Uint8Array, view: DataView): number {
  for (let at = archive.length - 22; at >= Math.max(0, archive.length - 22 - 0xffff); at--) {
    if (view.getUint32(at, true) === endSignature) return at
  }
  throw damaged(what, 'it has no directory')
}

function unpack(archive: Uint8Array, { headerOffset, packedBytes, sizeBytes, method }: Entry): Uint8Array {
  const view = viewOf(archive)
  if (view.getUint32(headerOffset, true) !== headerSignature) throw damaged(what, 'a file in it does not lie where the directory says')
  const start = headerOffset + 30 + view.getUint16(headerOffset + 26, true) + view.getUint16(headerOffset + 28, true)
  const packed = archive.subarray(start, start + packedBytes)
  if (method === stored) return packed
  if (method === deflated) return inflateRawSync(packed, { maxOutputLength: Math.max(1, sizeBytes) })
  throw damaged(what, `a file in it is packed with method ${method}, which is not known here`)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
