/** Lets at most `places` through at a time, in the order in which they came; each gives its place back by calling what it got, once or more. */
export function turnstile(places: number): () => Promise<() => void> {
  const queue: (() => void)[] = []
  let free = places
  return async () => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => queue.push(resolve))
    let inside = true
    return () => {
      if (!inside) return
      inside = false
      const next = queue.shift()
      if (next) next()
      else free++
    }
  }
}
