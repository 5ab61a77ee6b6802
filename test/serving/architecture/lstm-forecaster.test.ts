import { expect, test } from 'vitest'
import { lstmForecaster } from '../../../src/serving/architecture/lstm-forecaster.ts'
import { seededWeights, type Weights } from '../../../src/serving/onnx/weights.ts'
import { countMultiplyAdds } from '../onnx/count-operations.ts'
import { parametersOf } from '../onnx/parameters-of.ts'
import { entryOf, largestDifference, noWeights, randomTensor, runOnce } from '../onnx/run-once.ts'

const hidden = 64
const sigmoid = (value: number) => 1 / (1 + Math.exp(-value))

test('parameters and multiply-adds are those of two LSTMs and a dense layer', async () => {
  const bytes = lstmForecaster(noWeights)
  const lstm = (inputs: number) => 4 * hidden * (inputs + hidden + 2)
  expect(parametersOf(bytes)).toBe(lstm(7) + lstm(6) + hidden + 1)
  const steps = 672 * 4 * hidden * (7 + hidden) + 96 * 4 * hidden * (6 + hidden)
  expect(await countMultiplyAdds(bytes)).toBe(steps + 96 * hidden)
})

test('the forecast is that of the recurrence written out by hand', async () => {
  const given = new Map<string, Float32Array>()
  const kept: Weights = (name, dims, start) => {
    const values = seededWeights(1)(name, dims, start)
    given.set(name, values)
    return values
  }
  const feeds = { history: randomTensor([2, 672, 7], 3), calendar: randomTensor([2, 96, 6], 4) }
  const { forecast } = await runOnce(lstmForecaster(kept), feeds)
  expect(forecast?.dims).toEqual([2, 96])

  const weight = (name: string) => given.get(name) as Float32Array
  for (const meter of [0, 1]) {
    const state = { out: new Float64Array(hidden), cell: new Float64Array(hidden) }
    const step = (name: string, input: Float32Array) => {
      const [w, r, b] = [weight(`${name}.W`), weight(`${name}.R`), weight(`${name}.B`)]
      const before = state.out.slice()
      const gate = (row: number) => {
        let sum = (b[row] as number) + (b[row + 4 * hidden] as number)
        for (const [column, value] of input.entries()) sum += value * (w[row * input.length + column] as number)
        for (const [column, value] of before.entries()) sum += value * (r[row * hidden + column] as number)
        return sum
      }
      for (let unit = 0; unit < hidden; unit++) {
        const [enter, leave, forget, fresh] = [0, 1, 2, 3].map((kind) => gate(kind * hidden + unit)) as [number, number, number, number]
        const cell = sigmoid(forget) * (state.cell[unit] as number) + sigmoid(enter) * Math.tanh(fresh)
        state.cell[unit] = cell
        state.out[unit] = sigmoid(leave) * Math.tanh(cell)
      }
    }
    const history = entryOf(feeds.history, meter).data as Float32Array
    for (let at = 0; at < 672; at++) step('encoder', history.subarray(at * 7, at * 7 + 7))
    const calendar = entryOf(feeds.calendar, meter).data as Float32Array
    for (let at = 0; at < 96; at++) {
      step('decoder', calendar.subarray(at * 6, at * 6 + 6))
      const head = weight('head.weight')
      const expected = state.out.reduce((sum, value, unit) => sum + value * (head[unit] as number), weight('head.bias')[0] as number)
      expect(forecast?.data[meter * 96 + at]).toBeCloseTo(expected, 4)
    }
  }
})

test('two meters at once get the forecasts that each gets alone', async () => {
  const bytes = lstmForecaster(seededWeights(1))
  const [history, calendar] = [randomTensor([2, 672, 7], 5), randomTensor([2, 96, 6], 6)]
  const { forecast: both } = await runOnce(bytes, { history, calendar })
  for (const index of [0, 1]) {
    const { forecast } = await runOnce(bytes, { history: entryOf(history, index), calendar: entryOf(calendar, index) })
    expect(largestDifference(forecast, entryOf(both, index))).toBeLessThan(1e-5)
  }
})
