/** Replicas on their way out, and who waits for that. */
export interface Retirements {
  /** Resolves once nothing of the replica is in flight; asks for that only the first time. */
  of(replica: string): Promise<void>
  finish(replica: string): void
  /** The driver is over, so nothing is in flight any more, and later ones are done at once. */
  finishAll(): void
}

/** Keeps the retirements that a driver was asked for. */
export function openRetirements(ask: (replica: string) => void): Retirements {
  const asked = new Map<string, { done: Promise<void>; finish(): void }>()
  let over = false
  return {
    of(replica) {
      const known = asked.get(replica)
      if (known || over) return known?.done ?? Promise.resolve()
      let finish = () => {}
      const done = new Promise<void>((resolve) => {
        finish = resolve
      })
      asked.set(replica, { done, finish })
      ask(replica)
      return done
    },
    finish: (replica) => asked.get(replica)?.finish(),
    finishAll() {
      over = true
      for (const { finish } of asked.values()) finish()
    },
  }
}
