import { expect, test } from 'vitest'
import { loadText, smallest } from './experiment-file.ts'

const loadOf = (text: string) => loadText(text).experiment.load

test('without a mix nothing is said of requests', () => {
  const load = loadOf(smallest)
  expect([load.requests, load.phases[0]?.mix]).toEqual([undefined, undefined])
})

test('requests are listed once, with what they leave out filled in, and phases say their shares', () => {
  const { requests, phases } = loadOf(`${smallest.replace(
    'rate: 20',
    `rate: 20
  encoding: json
  requests:
    - {name: photo, weight: 3, path: /predict, body: {jpeg: {height: 10}}, gzip: true}
    - {name: tensors, body: {tensors: {}}}`,
  )}
    - {name: others, duration: 1s, requests: [{name: photo, path: /predict, body: {jpeg: {height: 10}}, gzip: true}, {name: speech, body: {audio: {}}}, {name: own, body: {files: 'a/*'}, contentType: a/b}]}
`)
  const rest = { path: null, contentType: null, gzip: false }
  expect(requests).toEqual([
    { name: 'photo', path: '/predict', body: { kind: 'jpeg', width: 640, height: 10 }, contentType: null, gzip: true },
    { ...rest, name: 'tensors', body: { kind: 'tensors', encoding: 'json' } },
    { ...rest, name: 'speech', body: { kind: 'audio', durationMs: 2000 } },
    { ...rest, name: 'own', body: { kind: 'files', pattern: 'a/*' }, contentType: 'a/b' },
  ])
  expect(phases.map(({ mix }) => mix)).toEqual([
    [
      { request: 'photo', weight: 3 },
      { request: 'tensors', weight: 1 },
    ],
    [
      { request: 'photo', weight: 1 },
      { request: 'speech', weight: 1 },
      { request: 'own', weight: 1 },
    ],
  ])
})
