/** Numbers whose count is not known before. */
export interface GrowingList {
  push(value: number): void
  /** A copy of just what was pushed. */
  values(): Float64Array
}

/** Starts a list with room for so many numbers; it makes more as needed. */
export function growingList(room: number): GrowingList {
  let values = new Float64Array(Math.max(16, Math.ceil(room)))
  let count = 0
  return {
    push(value) {
      if (count === values.length) {
        const longer = new Float64Array(count * 2)
        longer.set(values)
        values = longer
      }
      values[count++] = value
    },
    values: () => values.slice(0, count),
  }
}
