/** Gives the powers |X(k)|² of a real frame, for k from 0 to half its size. */
export type PowerSpectrum = (frame: Float64Array, powers: Float64Array) => void

/** One stage of the transform: groups of `radix` values, `apart` from each other, become their small transforms. */
interface Stage {
  radix: number
  apart: number
  stride: number
  /** Rows of factors, one for each value that a stage gives out of a group: the small transform and the turn by the group's place. */
  cosines: Float64Array
  sines: Float64Array
}

/** Prepares the Fourier transform of real frames whose size is the product of the radices (Stockham's order: nothing is left to sort). */
export function powerSpectrum(radices: readonly number[]): PowerSpectrum {
  const size = radices.reduce((product, radix) => product * radix, 1)
  const stages = stagesOf(radices, size)
  const [first, second] = [pair(size), pair(size)]
  return (frame, powers) => {
    let [from, to] = [first, second]
    from.real.set(frame)
    from.imaginary.fill(0)
    for (const stage of stages) {
      run(stage, from, to)
      ;[from, to] = [to, from]
    }
    for (let k = 0; k < powers.length; k++) powers[k] = (from.real[k] as number) ** 2 + (from.imaginary[k] as number) ** 2
  }
}

interface Complex {
  real: Float64Array
  imaginary: Float64Array
}

function pair(size: number): Complex {
  return { real: new Float64Array(size), imaginary: new Float64Array(size) }
}

function stagesOf(radices: readonly number[], size: number): Stage[] {
  let stride = 1
  return radices.map((radix) => {
    const apart = size / stride / radix
    const angles = Float64Array.from({ length: apart * radix * radix }, (_, at) => {
      const [place, output, input] = [Math.floor(at / radix / radix), Math.floor(at / radix) % radix, at % radix]
      return (-2 * Math.PI * output * (place / (apart * radix) + input / radix)) % (2 * Math.PI)
    })
    const stage = { radix, apart, stride, cosines: angles.map(Math.cos), sines: angles.map(Math.sin) }
    stride *= radix
    return stage
  })
}

function run({ radix, apart, stride, cosines, sines }: Stage, from: Complex, to: Complex): void {
  const { real: fromReal, imaginary: fromImaginary } = from
  const { real: toReal, imaginary: toImaginary } = to
  const step = stride * apart
  for (let place = 0; place < apart; place++) {
    for (let lane = 0; lane < stride; lane++) {
      const start = lane + stride * place
      let out = lane + stride * radix * place
      let factor = place * radix * radix
      for (let output = 0; output < radix; output++, out += stride) {
        let real = 0
        let imaginary = 0
        for (let input = 0, at = start; input < radix; input++, at += step, factor++) {
          const cosine = cosines[factor] as number
          const sine = sines[factor] as number
          const a = fromReal[at] as number
          const b = fromImaginary[at] as number
          real += a * cosine - b * sine
          imaginary += a * sine + b * cosine
        }
        toReal[out] = real
        toImaginary[out] = imaginary
      }
    }
  }
}
