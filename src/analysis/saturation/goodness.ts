/** How far a fitted law is from what was measured. */
export interface Goodness {
  /** Sum of squared residuals in standard errors, by degree of freedom: about 1 when the law holds. */
  misfit: number
  /** The largest residual, as a part of what was measured. */
  worst: number
}

/** Below it, a law that differs from the data by more than noise is still good enough to tell where the knee is. */
const materialShare = 0.2

/** Whether a law is off by more than noise explains in 999 of 1000 cases, and by enough to matter. */
export function isBad({ misfit, worst }: Goodness, degreesOfFreedom: number): boolean {
  const df = Math.max(1, degreesOfFreedom)
  const byChance = (1 - 2 / (9 * df) + 3.09 * Math.sqrt(2 / (9 * df))) ** 3
  return misfit > byChance && worst > materialShare
}
