/** Zero crossings of the sinc on each side. */
const crossings = 32
/** Share of the lower of the two Nyquist frequencies that passes; the rest is where the low-pass falls. */
const passed = 0.93

/** Brings samples to another rate through a low-pass (a sinc under a Blackman window), so that nothing above the new rate's half is folded back. */
export function resampled(samples: Float32Array, fromRate: number, toRate: number): Float32Array {
  if (fromRate === toRate) return samples
  const cutoff = (passed * Math.min(1, toRate / fromRate)) / 2
  const reach = Math.ceil(crossings / (2 * cutoff))
  const phases = toRate / greatestCommonDivisor(fromRate, toRate)
  const kernels: Float32Array[] = []
  const result = new Float32Array(Math.ceil((samples.length * toRate) / fromRate))
  for (let index = 0; index < result.length; index++) {
    const place = (index * fromRate) / toRate
    const centre = Math.floor(place)
    const phase = index % phases
    kernels[phase] ??= kernel(place - centre, cutoff, reach)
    const weights = kernels[phase] as Float32Array
    const first = centre - reach + 1
    let sum = 0
    for (let tap = Math.max(0, -first); tap < weights.length && first + tap < samples.length; tap++) {
      sum += (samples[first + tap] as number) * (weights[tap] as number)
    }
    result[index] = sum
  }
  return result
}

/** What the samples around a place between two of them count there: `fraction` of the way from one to the next. The weights add up to 1. */
function kernel(fraction: number, cutoff: number, reach: number): Float32Array {
  const weights = Float32Array.from({ length: 2 * reach }, (_, tap) => {
    const distance = tap - reach + 1 - fraction
    const turn = (Math.PI * distance) / reach
    const window = Math.abs(distance) < reach ? 0.42 + 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn) : 0
    return window * sinc(2 * cutoff * distance)
  })
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

function greatestCommonDivisor(some: number, other: number): number {
  return other === 0 ? some : greatestCommonDivisor(other, some % other)
}
