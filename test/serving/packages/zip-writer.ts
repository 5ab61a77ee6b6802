import { crc32, deflateRawSync } from 'node:zlib'

interface Oddity {
  /** What the directory says of the unpacked size, whatever is true. */
  sizeBytes?: number
  crc?: number
  method?: number
}

/** A zip archive as the public format says, its files stored or deflated; `oddity` lies about all of them. */
export function zipOf(
  files: Record<string, Uint8Array>,
  how: 'stored' | 'deflated' = 'deflated',
  oddity: Oddity = {},
  comment = '',
): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, bytes] of Object.entries(files)) {
    const packed = how === 'stored' ? bytes : deflateRawSync(bytes)
    const method = oddity.method ?? (how === 'stored' ? 0 : 8)
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(method, 4)
    facts.writeUInt32LE(oddity.crc ?? crc32(bytes), 10)
    facts.writeUInt32LE(packed.length, 14)
    facts.writeUInt32LE(oddity.sizeBytes ?? bytes.length, 18)
    facts.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, Buffer.from(name), packed])
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), Buffer.from([20, 0]), facts, place, Buffer.from(name)]))
    locals.push(local)
    offset += local.length
  }
  const entries = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(directory.length, 8)
  end.writeUInt16LE(directory.length, 10)
  end.writeUInt32LE(entries.length, 12)
  end.writeUInt32LE(offset, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([...locals, entries, end, Buffer.from(comment, 'latin1')])
}
