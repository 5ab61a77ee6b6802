import type { RequestColumns } from '../records.ts'
import type { PhaseWindow } from './phase-windows.ts'

/** Requests with, for each phase, its rows in the order in which they were intended. */
export interface OrderedRequests {
  columns: RequestColumns
  rowsOfPhase: readonly Uint32Array[]
  /** Codes of the outcomes that are not failures. */
  ok: number
  cancelled: number
  /** When each good answer ended, in no order. */
  goodEndsMs: Float64Array
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
  const ok = columns.outcomes.indexOf('ok')
  return {
    columns,
    rowsOfPhase: windows.map(({ name }) => {
      const code = phases.indexOf(name)
      return code < 0 ? new Uint32Array(0) : (rows[code] as Uint32Array)
    }),
    ok,
    cancelled: columns.outcomes.indexOf('cancelled'),
    goodEndsMs: goodEnds(columns, ok),
  }
}

function goodEnds({ count, outcome, endMs }: RequestColumns, ok: number): Float64Array {
  const ends = new Float64Array(count)
  let found = 0
  for (let row = 0; row < count; row++) if (outcome[row] === ok) ends[found++] = endMs[row] as number
  return ends.subarray(0, found)
}
