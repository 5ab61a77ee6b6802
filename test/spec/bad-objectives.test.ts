import { expect, test } from 'vitest'
import { faultsIn, loadText, smallest } from './experiment-file.ts'

const withObjective = (text: string) => `${smallest}objectives: [${JSON.stringify(text)}]\n`

test.each([
  ['errors p95 < 1 %', 'can never be decided: errors is one number for the whole run and has no p95 | write `errors < 1 %`'],
  ['throughput mean > 5/s', 'can never be decided: throughput is one number for the whole run and has no mean | write `throughput > 5/s`'],
  ['errors < 0 %', 'can never be decided: a share of errors lies between 0 % and 100 % | for no error at all, write `errors <= 0 %`'],
  ['errors > 100 %', 'can never be decided: a share of errors lies between 0 % and 100 % | '],
  ['errors < 0.01', 'needs a threshold in percent of all requests | write `errors < 0.01 %`, or `errors < 1 %` for that share'],
  ['errors < 5 ms', 'needs a threshold in percent of all requests | write `errors < 5 %`'],
  ['throughput > 20', 'needs a threshold in answers per second | write `throughput > 20/s`'],
  ['throughput > 20 %', 'needs a threshold in answers per second | write `throughput > 20/s`'],
  ['latency p95 < 300', 'needs a threshold with a unit of time | such as `latency p95 < 300 ms`'],
  ['latency p95 < 3 %', 'needs a threshold with a unit of time | such as `latency p95 < 3 ms`'],
  ['latency p95 < 0 ms', 'can never be decided: every answer takes longer than 0 ms | '],
  ['latency < 300 ms', 'needs a statistic: latency of which request? | write a percentile such as `latency p95`, or `latency mean`'],
  ['latency max < 300 ms', 'has no statistic `max` | the maximum is `p100`'],
  ['latency p101 < 300 ms', 'has no statistic `p101` | write a percentile such as `latency p95`, or `latency mean`'],
  ['speed p95 < 300 ms', 'asks about `speed`; it can be about latency, service, errors, throughput | '],
  [
    'latency p95 = 300 ms',
    'must read: metric, statistic, operator, threshold | such as `latency p95 < 300 ms`, `errors < 1 %` or `throughput > 20/s`',
  ],
  ['', 'must read: metric, statistic, operator, threshold | such as `latency p95 < 300 ms`, `errors < 1 %` or `throughput > 20/s`'],
])('the objective `%s` is refused with what to write', (text, fault) => {
  expect(faultsIn(withObjective(text))).toEqual([`10:14 objectives.0: ${fault}`])
})

test.each([
  ['latency p50 < 2 m', { metric: 'latency', quantile: 0.5, operator: '<', threshold: 120_000 }],
  ['service p100 >= 1.5s', { metric: 'service', quantile: 1, operator: '>=', threshold: 1500 }],
  ['errors <= 0 %', { metric: 'errors', quantile: null, operator: '<=', threshold: 0 }],
  ['throughput>20 /s', { metric: 'throughput', quantile: null, operator: '>', threshold: 20 }],
])('the objective `%s` is read', (text, objective) => {
  expect(loadText(withObjective(text)).experiment.objectives).toEqual([{ text, ...objective }])
})
