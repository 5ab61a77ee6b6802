type Edge = 'started' | 'ended'

/** The edges of phases as several drivers go through them, told once each. */
interface PhaseEdges {
  see(phase: string, edge: Edge): void
  /** Every driver is over: ends what some of them never began, because they were stopped. */
  close(): void
}

/** A phase starts with the first driver that starts it and ends with the last that ends it. */
export function phaseEdges(drivers: number, tell: (phase: string, edge: Edge) => void): PhaseEdges {
  const endings = new Map<string, number>()
  return {
    see(phase, edge) {
      const before = endings.get(phase)
      if (edge === 'ended') {
        endings.set(phase, (before ?? 0) + 1)
        if (endings.get(phase) === drivers) tell(phase, 'ended')
      } else if (before === undefined) {
        endings.set(phase, 0)
        tell(phase, 'started')
      }
    },
    close() {
      for (const [phase, count] of endings) if (count < drivers) tell(phase, 'ended')
    },
  }
}
