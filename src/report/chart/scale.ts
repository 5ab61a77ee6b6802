/** Maps numbers to pixels; `ticks` are round numbers within its domain. */
export interface Scale {
  at(value: number): number
  ticks: number[]
}

/** A linear scale from `from` to `to`. */
export function linearScale([from, to]: [number, number], [start, end]: [number, number], tickCount: number): Scale {
  const span = to - from || 1
  return { at: (value) => start + ((value - from) / span) * (end - start), ticks: linearTicks(from, to, tickCount) }
}

/** A logarithmic scale; what lies below `from` is drawn at its edge. */
export function logScale([from, to]: [number, number], [start, end]: [number, number], tickCount: number): Scale {
  const span = Math.log(to / from) || 1
  return { at: (value) => start + (Math.log(Math.max(value, from) / from) / span) * (end - start), ticks: logTicks(from, to, tickCount) }
}

/** Round numbers (1, 2 or 5 times a power of ten apart) from `from` to `to`, about as many as asked for. */
export function linearTicks(from: number, to: number, count: number): number[] {
  const rough = (to - from) / Math.max(1, count)
  if (!(rough > 0)) return [from]
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) as number)
  const ticks: number[] = []
  for (let tick = Math.ceil(from / step - 1e-9); tick * step <= to + step * 1e-9; tick++) ticks.push(Number((tick * step).toPrecision(12)))
  return ticks
}

/** Times in seconds or minutes that people count in, from 0 to `toMs`. */
export function timeTicks(toMs: number, count: number): number[] {
  const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400]
  const stepMs = (steps.find((seconds) => toMs / (seconds * 1000) <= count) ?? Math.ceil(toMs / 86_400_000 / count) * 86_400) * 1000
  return Array.from({ length: Math.floor(toMs / stepMs + 1e-9) + 1 }, (_, index) => index * stepMs)
}

/** 1, 2 and 5 times powers of ten within a range; powers of ten alone where those are too many. */
function logTicks(from: number, to: number, count: number): number[] {
  const ticksOf = (factors: number[]) => {
    const ticks: number[] = []
    for (let power = Math.floor(Math.log10(from)); power <= Math.ceil(Math.log10(to)); power++) {
      for (const factor of factors) {
        const tick = Number((factor * 10 ** power).toPrecision(12))
        if (tick >= from * 0.999 && tick <= to * 1.001) ticks.push(tick)
      }
    }
    return ticks
  }
  return [[1, 2, 5], [1, 3], [1]].map(ticksOf).find((ticks) => ticks.length <= count) ?? ticksOf([1])
}

/** A domain for numbers that start at 0: up to the next round number above the largest. */
export function domainFromZero(largest: number): [number, number] {
  if (!(largest > 0)) return [0, 1]
  const step = (linearTicks(0, largest, 4)[1] as number) / 2 || largest
  return [0, Math.ceil((largest * 1.02) / step) * step]
}

/** A domain for a logarithmic axis around positive numbers. */
export function logDomain(smallest: number, largest: number): [number, number] {
  const from = Math.max(smallest, 1e-3)
  return [from / 1.25, Math.max(largest, from * 2) * 1.25]
}
