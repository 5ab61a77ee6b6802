/** Views or turns little-endian floating-point numbers of 32 or 16 bits (IEEE half) as floats of 32 bits. */
export function floatsOf(bytes: Uint8Array, bits: 32 | 16): Float32Array {
  const placed = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes)
  if (bits === 32) return new Float32Array(placed.buffer, placed.byteOffset, placed.byteLength / 4)
  const table = halves()
  const codes = new Uint16Array(placed.buffer, placed.byteOffset, placed.byteLength / 2)
  const values = new Float32Array(codes.length)
  for (let at = 0; at < codes.length; at++) values[at] = table[codes[at] as number] as number
  return values
}

let known: Float32Array | null = null

/** The value of every half. */
function halves(): Float32Array {
  known ??= Float32Array.from({ length: 0x10000 }, (_, code) => {
    const exponent = (code >> 10) & 0x1f
    const fraction = (code & 0x3ff) / 1024
    const size =
      exponent === 0
        ? fraction * 2 ** -14
        : exponent === 31
          ? fraction
            ? Number.NaN
            : Number.POSITIVE_INFINITY
          : (1 + fraction) * 2 ** (exponent - 15)
    return code & 0x8000 ? -size : size
  })
  return known
}
