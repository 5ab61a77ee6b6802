/** Wilson's interval for a proportion that rests on `n` independent observations, with half-width factor `t`. */
export function wilsonInterval(share: number, n: number, t = 1.96): { low: number; high: number } {
  const shrink = 1 + t ** 2 / n
  const centre = (share + t ** 2 / (2 * n)) / shrink
  const half = (t * Math.sqrt((share * (1 - share)) / n + (t / (2 * n)) ** 2)) / shrink
  return { low: share === 0 ? 0 : Math.max(0, centre - half), high: share === 1 ? 1 : Math.min(1, centre + half) }
}
