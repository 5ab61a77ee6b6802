/** The universal scalability law: X(N) = λN / (1 + σ(N − 1) + κN(N − 1)). */
export interface ScalabilityLaw {
  /** λ: answers per second with one in the system. */
  single: number
  /** σ: the part of the work that waits for its turn. */
  contention: number
  /** κ: what agreeing with each other costs. */
  coherency: number
}

/** How many answers came per second with so many in the system, and the standard error of that. */
export interface ScalabilityPoint {
  inSystem: number
  perSecond: number
  error: number
}

export interface ScalabilityFit extends ScalabilityLaw {
  /** Sum of squared residuals, in standard errors. */
  misfit: number
}

/** Answers per second that the law predicts. */
export function throughputOf({ single, contention, coherency }: ScalabilityLaw, inSystem: number): number {
  return (single * inSystem) / (1 + contention * (inSystem - 1) + coherency * inSystem * (inSystem - 1))
}

/** Where throughput is highest; infinite when it only levels off. */
export function peakOf({ contention, coherency }: ScalabilityLaw): number {
  return coherency > 0 ? Math.sqrt(Math.max(0, 1 - contention) / coherency) : Number.POSITIVE_INFINITY
}

/** The highest throughput: at the peak, or what it levels off at; infinite when it grows for ever. */
export function highestOf(law: ScalabilityLaw): number {
  const peak = peakOf(law)
  return Number.isFinite(peak) ? throughputOf(law, Math.max(1, peak)) : law.single / law.contention
}

/** With how many in the system the mean latency is `times` that of a single one. */
export function inSystemAtLatency({ contention, coherency }: ScalabilityLaw, times: number): number {
  const [a, b, c] = [coherency, contention - coherency, -(times - 1) - contention]
  if (a === 0) return b > 0 ? -c / b : Number.POSITIVE_INFINITY
  return (-b + Math.sqrt(b * b - 4 * a * c)) / (2 * a)
}

/**
 * Fits the law by weighted least squares of N / X = (1 + σ(N − 1) + κN(N − 1)) / λ, which is linear in 1/λ, σ/λ and κ/λ; neither σ nor κ is
 * less than 0. Null with fewer than three numbers in the system.
 */
export function fitScalability(points: readonly ScalabilityPoint[]): ScalabilityFit | null {
  if (new Set(points.map(({ inSystem }) => inSystem)).size < 3) return null
  let best: ScalabilityFit | null = null
  for (const terms of [[0, 1, 2], [0, 1], [0, 2], [0]]) {
    const solved = leastSquares(points, terms)
    const [a = 0, b = 0, c = 0] = solved ?? []
    if (!(a > 0) || b < 0 || c < 0) continue
    const law = { single: 1 / a, contention: b / a, coherency: c / a }
    const misfit = points.reduce((sum, point) => sum + ((point.perSecond - throughputOf(law, point.inSystem)) / point.error) ** 2, 0)
    if (best === null || misfit < best.misfit) best = { ...law, misfit }
  }
  return best
}

/** Coefficients of those terms of 1, N − 1 and N(N − 1) that fit N / X best; the others are 0. */
function leastSquares(points: readonly ScalabilityPoint[], terms: readonly number[]): number[] | null {
  const size = terms.length
  const rows = Array.from({ length: size }, () => new Float64Array(size + 1))
  for (const { inSystem: n, perSecond, error } of points) {
    const weight = (perSecond ** 2 / (n * error)) ** 2
    const values = [1, n - 1, n * (n - 1)]
    for (const [i, row] of rows.entries()) {
      const own = weight * (values[terms[i] as number] as number)
      for (let j = 0; j < size; j++) row[j] = (row[j] as number) + own * (values[terms[j] as number] as number)
      row[size] = (row[size] as number) + (own * n) / perSecond
    }
  }
  const solved = solve(rows)
  return solved && [0, 1, 2].map((term) => solved[terms.indexOf(term)] ?? 0)
}

/** Solves a small system of equations, right sides in the last column, by elimination with pivots; null when it has no single answer. */
function solve(rows: Float64Array[]): number[] | null {
  const size = rows.length
  for (let column = 0; column < size; column++) {
    const below = rows.slice(column).sort((a, b) => Math.abs(b[column] as number) - Math.abs(a[column] as number))
    rows.splice(column, below.length, ...below)
    const pivot = rows[column] as Float64Array
    if (Math.abs(pivot[column] as number) < 1e-300) return null
    for (const [index, row] of rows.entries()) {
      if (index === column) continue
      const factor = (row[column] as number) / (pivot[column] as number)
      for (let j = column; j <= size; j++) row[j] = (row[j] as number) - factor * (pivot[j] as number)
    }
  }
  return rows.map((row, index) => (row[size] as number) / (row[index] as number))
}
