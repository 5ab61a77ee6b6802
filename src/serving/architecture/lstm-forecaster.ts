import { type Graph, graph } from '../onnx/graph.ts'
import type { Weights } from '../onnx/weights.ts'

/** A week of quarter hours to look back on, and a day of them ahead. */
const lookBack = 672
const ahead = 96
/** Sine and cosine of the time of day, of the day of the week and of the day of the year. */
const calendarInputs = 6
const hidden = 64

/** The usual start of training of an LSTM. */
const start = { reach: 1 / Math.sqrt(hidden) }

/**
 * Writes a forecaster of quarter-hourly readings of one meter: an LSTM of 64 units reads a week of readings with their calendar, a second
 * one goes on from its state through the calendar of the next day, and a dense layer makes each of its states a forecast. `history`
 * [batch, 672, 7] (the reading, then the calendar) and `calendar` [batch, 96, 6] in, `forecast` [batch, 96] out. Weights lie as the ONNX
 * node LSTM takes them, gates in the order input, output, forget, cell: `encoder.W` [1, 256, 7], `encoder.R` [1, 256, 64], `encoder.B`
 * [1, 512], the same of `decoder`, `head.weight` [64, 1], `head.bias` [1].
 */
export function lstmForecaster(weights: Weights): Uint8Array {
  const net = graph('lstm-forecaster', weights)
  const bySteps = (input: string) => net.node('Transpose', [input], `${input}.steps`, { perm: [1, 0, 2] })
  lstm(net, 'encoder', bySteps('history'), 1 + calendarInputs)
  lstm(net, 'decoder', bySteps('calendar'), calendarInputs, ['', 'encoder.hidden', 'encoder.cell'])
  const states = net.node('Transpose', ['decoder.states'], 'decoder.batches', { perm: [2, 0, 1, 3] })
  const rows = net.node('Reshape', [states, net.constant([0, ahead, hidden])], 'rows')
  const product = net.node('MatMul', [rows, net.weight('head.weight', [hidden, 1], start)], 'product')
  const values = net.node('Add', [product, net.weight('head.bias', [1], start)], 'values')
  net.node('Reshape', [values, net.constant([0, ahead])], 'forecast')
  return net.finish(
    { history: ['batch', lookBack, 1 + calendarInputs], calendar: ['batch', ahead, calendarInputs] },
    { forecast: ['batch', ahead] },
  )
}

function lstm(net: Graph, name: string, sequence: string, inputs: number, begin: readonly string[] = []): void {
  const matrices = [
    net.weight(`${name}.W`, [1, 4 * hidden, inputs], start),
    net.weight(`${name}.R`, [1, 4 * hidden, hidden], start),
    net.weight(`${name}.B`, [1, 8 * hidden], start),
  ]
  net.nodes('LSTM', [sequence, ...matrices, ...begin], [`${name}.states`, `${name}.hidden`, `${name}.cell`], { hidden_size: hidden })
}
