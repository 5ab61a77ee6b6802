/** A triangle over the spectrum: weights of the bins from `first` on. */
export interface MelBand {
  first: number
  weights: Float64Array
}

/** Triangles of equal width on Slaney's mel scale from 0 to half the sample rate, each of area 1, over the bins of a spectrum. */
export function melBands(count: number, sampleRate: number, frameSize: number): MelBand[] {
  const top = melOf(sampleRate / 2)
  const corners = Array.from({ length: count + 2 }, (_, index) => hertzOf((top * index) / (count + 1)))
  const bins = Array.from({ length: frameSize / 2 + 1 }, (_, bin) => (bin * sampleRate) / frameSize)
  return Array.from({ length: count }, (_, band) => {
    const [low, middle, high] = corners.slice(band, band + 3) as [number, number, number]
    const heights = bins.map((hertz) => Math.max(0, Math.min((hertz - low) / (middle - low), (high - hertz) / (high - middle))))
    const first = heights.findIndex((height) => height > 0)
    const weights = heights.filter((height) => height > 0).map((height) => (height * 2) / (high - low))
    return { first: Math.max(0, first), weights: Float64Array.from(weights) }
  })
}

/** Slaney's mel scale: linear up to 1000 Hz, which is 15 mel, and logarithmic above. */
const linearLimit = { hertz: 1000, mel: 15 }
const logStep = Math.log(6.4) / 27

function melOf(hertz: number): number {
  const { hertz: limit, mel } = linearLimit
  return hertz < limit ? (hertz * mel) / limit : mel + Math.log(hertz / limit) / logStep
}

function hertzOf(value: number): number {
  const { hertz: limit, mel } = linearLimit
  return value < mel ? (value * limit) / mel : limit * Math.exp((value - mel) * logStep)
}
