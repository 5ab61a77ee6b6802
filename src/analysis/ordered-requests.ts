import type { PhaseWindow } from './phase-windows.ts'
import { type Observations, observationsOf } from './quantile-estimate.ts'
import type { RequestColumns } from './records.ts'

/** Requests with, for each phase, its rows in the order in which they were intended. */
export interface OrderedRequests {
  columns: RequestColumns
  rowsOfPhase: readonly Uint32Array[]
  /** Codes of the outcomes that are not failures. */
  ok: number
  cancelled: number
}

/** Puts rows in the order of their intended instants, phase by phase. */
export function orderRequests(columns: RequestColumns, windows: readonly PhaseWindow[]): OrderedRequests {
  const { count, intendedMs, phase, phases } = columns
  const order = Uint32Array.from({ length: count }, (_, row) => row)
  order.sort((a, b) => (intendedMs[a] as number) - (intendedMs[b] as number) || a - b)
  const counts = new Uint32Array(phases.length)
  for (let row = 0; row < count; row++) counts[phase[row] as number] = (counts[phase[row] as number] as number) + 1
  const rows = Array.from(counts, (rowCount) => new Uint32Array(rowCount))
  const filled = phases.map(() => 0)
  for (const row of order) {
    const code = phase[row] as number
    const at = filled[code] as number
    ;(rows[code] as Uint32Array)[at] = row
    filled[code] = at + 1
  }
  return {
    columns,
    rowsOfPhase: windows.map(({ name }) => {
      const code = phases.indexOf(name)
      return code < 0 ? new Uint32Array(0) : (rows[code] as Uint32Array)
    }),
    ok: columns.outcomes.indexOf('ok'),
    cancelled: columns.outcomes.indexOf('cancelled'),
  }
}

/** Durations between two instants over good answers, in milliseconds, by the phases that `rows` stand for. */
export function durations(requests: OrderedRequests, rows: readonly Uint32Array[], from: 'intendedMs' | 'sentMs'): Observations {
  const { columns, ok } = requests
  const start = columns[from]
  return observationsOf(
    rows.map((phaseRows) => {
      const result = new Float64Array(phaseRows.length)
      let count = 0
      for (const row of phaseRows) {
        const duration = (columns.endMs[row] as number) - (start[row] as number)
        if (columns.outcome[row] === ok && !Number.isNaN(duration)) result[count++] = duration
      }
      return result.slice(0, count)
    }),
  )
}
