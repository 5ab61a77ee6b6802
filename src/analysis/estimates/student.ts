const small = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093, 2.086,
]

/** The 97.5 % point of Student's t: half the width of a 95 % interval in standard errors, for that many degrees of freedom. */
export function student95(degreesOfFreedom: number): number {
  const df = Math.max(1, Math.floor(degreesOfFreedom))
  return small[df - 1] ?? 1.96 + 2.4 / df + 2.8 / df ** 2
}
