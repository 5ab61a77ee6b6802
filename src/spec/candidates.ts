/** What a search is between, and how narrowly; `whole` allows whole numbers only. */
interface Range {
  from: number
  to: number
  /** A share: 0.05 lets neighbours be 5 % apart. */
  within: number
  whole: boolean
}

/**
 * The values that a search can try, rising from `from` to `to`: each as far above the one below it as `within` allows, with so few digits that
 * people can read it and every machine finds the same.
 */
export function searchCandidates({ from, to, within, whole }: Range): number[] {
  const digits = Math.max(3, Math.ceil(1.5 - Math.log10(within)))
  const above = (value: number) => {
    const most = value * (1 + within) * (1 + 1e-12)
    return whole ? Math.max(value + 1, Math.floor(most)) : roundedDown(most, digits)
  }
  const values = [from]
  for (let value = above(from); value < to; value = above(value)) values.push(value)
  return [...values, to]
}

function roundedDown(value: number, digits: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) + 1 - digits)
  return Number((Math.floor((value / unit) * (1 + 1e-12)) * unit).toPrecision(digits))
}
