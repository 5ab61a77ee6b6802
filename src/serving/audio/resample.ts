import { setImmediate } from 'node:timers/promises'

/** Zero crossings of the sinc on each side. */
const crossings = 24
/** Share of the lower of the two Nyquist frequencies that passes; the rest is where the low-pass falls. */
const passed = 0.93
/** Places between two samples for which there is a kernel; rates in odd proportions take the nearest one. */
const mostKernels = 1024
/** New samples that are made before others get their turn: some milliseconds of work. */
const atATime = 16_000

/** Brings samples to another rate through a low-pass (a sinc under a Blackman window), so that nothing above the new rate's half is folded back. */
export async function resampled(samples: Float32Array, fromRate: number, toRate: number): Promise<Float32Array> {
  if (fromRate === toRate) return samples
  const cutoff = (passed * Math.min(1, toRate / fromRate)) / 2
  const reach = Math.ceil(crossings / (2 * cutoff))
  const kernelCount = Math.min(mostKernels, toRate / greatestCommonDivisor(fromRate, toRate))
  const kernels: Float64Array[] = Array(kernelCount + 1)
  const padded = new Float32Array(samples.length + 2 * reach + 1)
  padded.set(samples, reach)
  const result = new Float32Array(Math.ceil((samples.length * toRate) / fromRate))
  for (let index = 0; index < result.length; index++) {
    if (index % atATime === atATime - 1) await setImmediate()
    const place = (index * fromRate) / toRate
    const before = Math.floor(place)
    const between = Math.round((place - before) * kernelCount)
    kernels[between] ??= kernel(between / kernelCount, cutoff, reach)
    result[index] = product(padded, before + 1, kernels[between] as Float64Array)
  }
  return result
}

/** What the samples around a place between two of them count there: `fraction` of the way from one to the next. The weights add up to 1. */
function kernel(fraction: number, cutoff: number, reach: number): Float64Array {
  const weights = Float64Array.from({ length: 2 * reach }, (_, tap) => {
    const distance = tap - reach + 1 - fraction
    const turn = (Math.PI * distance) / reach
    const window = Math.abs(distance) < reach ? 0.42 + 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn) : 0
    return window * sinc(2 * cutoff * distance)
  })
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}

/** The sum of samples by weights, of which there is an even number; two sums do not wait for each other. */
function product(samples: Float32Array, first: number, weights: Float64Array): number {
  let [even, odd] = [0, 0]
  for (let tap = 0; tap < weights.length; tap += 2) {
    even += (samples[first + tap] as number) * (weights[tap] as number)
    odd += (samples[first + tap + 1] as number) * (weights[tap + 1] as number)
  }
  return even + odd
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

function greatestCommonDivisor(some: number, other: number): number {
  return other === 0 ? some : greatestCommonDivisor(other, some % other)
}
