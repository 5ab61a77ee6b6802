/** The largest distance between the distribution of some values and a distribution function (Kolmogorov-Smirnov). */
export function ksDistance(values: Float64Array, distribution: (value: number) => number): number {
  const sorted = values.slice().sort()
  let distance = 0
  for (const [index, value] of sorted.entries()) {
    const truth = distribution(value)
    distance = Math.max(distance, truth - index / sorted.length, (index + 1) / sorted.length - truth)
  }
  return distance
}

/** The distribution function of Gamma with this shape and scale 1, by its power series. */
export function regularizedGamma(shape: number, x: number): number {
  if (x <= 0) return 0
  if (x > 60 + 4 * shape) return 1
  let term = 1 / shape
  let sum = term
  for (let n = 1; term > sum * 1e-15; n++) {
    term *= x / (shape + n)
    sum += term
  }
  return Math.min(1, sum * Math.exp(shape * Math.log(x) - x - logGamma(shape)))
}

/** The logarithm of the Gamma function (Stirling's series, moved to where it is exact). */
function logGamma(x: number): number {
  if (x < 10) return logGamma(x + 1) - Math.log(x)
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5)
}
