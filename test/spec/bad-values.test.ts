import { expect, test } from 'vitest'
import { errorIn, faultsIn, loadText, smallest } from './experiment-file.ts'

const withLoad = (lines: string) => smallest.replace(/\nload:[\s\S]*/, `\nload:\n${lines}`)
const withPhase = (phase: string) => smallest.replace('{name: busy, duration: 20s}', phase)
const withRate = (rate: string) => smallest.replace('rate: 20', `rate: ${rate}`)
const withEnd = (lines: string) => `${smallest}${lines}\n`
const withWorkload = (lines: string) => smallest.replace('model: resnet50', lines)

const withRequests = (requests: string) => smallest.replace('rate: 20', `rate: 20\n  requests: ${requests}`)
const bodyHint = 'give one of tensors, jpeg, text, audio and files, such as `{ text: { words: 20 } }`'
const shapeHint = 'give one of ramp, steps, profile, sine and sweep, such as `{ ramp: [5, 50] }`'
const rateShape = 'a number of requests per second, or a shape such as `{ ramp: [5, 50] }`'

const cases: [sentence: string, text: string, faults: string[]][] = [
  [
    'a negative rate',
    withRate('-3'),
    ['7:9 load.rate: must be greater than 0 (requests per second) | to drive by concurrency instead of rate, use `kind: closed`'],
  ],
  [
    'no rate at all',
    withRate('0'),
    ['7:9 load.rate: must be greater than 0 (requests per second) | to drive by concurrency instead of rate, use `kind: closed`'],
  ],
  [
    'an infinite rate',
    withRate('.inf'),
    ['7:9 load.rate: must be a finite number (requests per second) | for all that goes, use `source: self` with `rate: max`'],
  ],
  [
    'a rate that is no number',
    withRate('.nan'),
    ['7:9 load.rate: must be a finite number (requests per second) | for all that goes, use `source: self` with `rate: max`'],
  ],
  ['an immense rate', withRate('1e9'), ['7:9 load.rate: must be at most 1000000 (requests per second) | ']],
  [
    'a rate per minute',
    withRate('20/min'),
    ['7:9 load.rate: must be a number of requests per second, such as 20 or 20/s | rates are per second: `20` or `20/s`'],
  ],
  ['an empty rate', withRate(''), ['7:3 load.rate: has no value | write one, such as `20`, or leave the line out']],
  ['a list of rates without a shape', withRate('[5, 50]'), [`7:3 load.rate: must be ${rateShape} | `]],
  ['a rate with no shape', withRate('{}'), [`7:3 load.rate: has no shape | ${shapeHint}`]],
  ['an empty mix', withRequests('[]'), ['8:3 load.requests: must not be empty | ']],
  ['a body of no kind', withRequests('[{name: a, body: {}}]'), [`8:24 load.requests.0.body: has no kind | ${bodyHint}`]],
  [
    'a body of two kinds',
    withRequests('[{name: a, body: {text: {}, jpeg: {}}}]'),
    [`8:24 load.requests.0.body: is of 2 kinds: jpeg, text | ${bodyHint}`],
  ],
  [
    'a request without a weight to speak of',
    withRequests('[{name: a, weight: 0, body: {text: {}}}]'),
    ['8:32 load.requests.0.weight: must be a number from 0.000001 to 1000000 | '],
  ],
  [
    'two requests of one name in a mix',
    withRequests('[{name: a, body: {text: {}}}, {name: a, body: {text: {}}}]'),
    ['8:50 load.requests.1.name: is also the name of an earlier request: `a` | give each request a name of its own'],
  ],
  [
    'two different requests of one name',
    withRequests('[{name: a, body: {text: {}}}]').replace(
      'duration: 20s',
      'duration: 20s, requests: [{name: a, body: {text: {words: 5}}}]',
    ),
    [
      '10:53 load.phases.0.requests.0.name: stands for another request elsewhere: `a` | give it another name, or make the two alike in all but the weight',
    ],
  ],
  [
    'a path that is none',
    withRequests('[{name: a, path: predict, body: {text: {}}}]'),
    ['8:30 load.requests.0.path: must be a path that begins with / and has no blanks | such as `path: /predict`'],
  ],
  [
    'a content type that would end the header',
    withRequests('[{name: a, contentType: "a/b\\r\\nx: y", body: {text: {}}}]'),
    ['8:37 load.requests.0.contentType: must be a content type | such as `contentType: image/jpeg`'],
  ],
  [
    'requests of a load that feeds itself',
    withRequests('[{name: a, body: {text: {}}}]').replace('rate: 20', 'source: self\n  rate: 20'),
    ['9:3 load.requests: has no meaning for source self: nothing travels over HTTP | remove it'],
  ],
  ['a rate with two shapes', withRate('{ramp: [1, 2], steps: [3]}'), [`7:3 load.rate: has 2 shapes: ramp, steps | ${shapeHint}`]],
  ['a shape that is not known', withRate('{rmap: [1, 2]}'), ['7:10 load.rate.rmap: is not a key of `load.rate` | did you mean `ramp`?']],
  ['a ramp to nowhere', withRate('{ramp: [5]}'), ['7:10 load.rate.ramp: needs two rates or more | for a rate that stays, write `rate: 5`']],
  ['no steps', withRate('{steps: []}'), ['7:10 load.rate.steps: must not be empty | ']],
  [
    'a ramp with a negative rate',
    withRate('{ramp: [5, -1]}'),
    ['7:20 load.rate.ramp.1: must be a number from 0 to 1000000 (requests per second) | '],
  ],
  [
    'a profile of rates per minute',
    withRate('{profile: [5, 60/min]}'),
    ['7:23 load.rate.profile.1: must be a number from 0 to 1000000 (requests per second) | rates are per second: `20` or `20/s`'],
  ],
  [
    'a rate that is always 0',
    withPhase('{name: a, duration: 1s, rate: {profile: [0, 0]}}'),
    ['9:38 load.phases.0.rate.profile: asks for no request at all | make at least one rate greater than 0'],
  ],
  [
    'a wave that goes below 0',
    withRate('{sine: {mean: 5, amplitude: 6, period: 1s}}'),
    [
      '7:37 load.rate.sine.amplitude: is greater than the mean, 5, so that the rate would go below 0 | lower the amplitude or raise the mean',
    ],
  ],
  [
    'a wave without a period',
    withRate('{sine: {mean: 5, amplitude: 1}}'),
    ['7:10 load.rate.sine.period: is missing | such as `period: 60s`'],
  ],
  [
    'a sweep that goes down',
    withPhase('{name: climb, duration: 20s, rate: {sweep: {from: 8, to: 8, steps: 4}}}'),
    [
      '9:64 load.phases.0.rate.sweep.to: must be greater than where the sweep starts, 8 | a sweep climbs; to go down, make a phase of each level',
    ],
  ],
  [
    'a sweep that starts at nothing',
    withRate('{sweep: {from: 0, to: 8, steps: 4}}'),
    ['7:24 load.rate.sweep.from: must be a number from 0.001 to 1000000 | '],
  ],
  [
    'a sweep of one step',
    withRate('{sweep: {from: 1, to: 8, steps: 1}}'),
    ['7:41 load.rate.sweep.steps: must be a whole number from 2 to 100 | '],
  ],
  [
    'a phase after a sweep that may end the load',
    withPhase('{name: climb, duration: 20s, rate: {sweep: {from: 1, to: 8, steps: 4}}}\n    - {name: after, duration: 1s}'),
    [
      '9:43 load.phases.0.rate.sweep: may end the load early, so it must be the last phase | move the phase to the end, or add `stop: false` to drive every step',
    ],
  ],
  [
    'a sweep under load that two phases take',
    withRate('{sweep: {from: 1, to: 8, steps: 4}}').replace('busy, duration: 20s}', 'a, duration: 2s}\n    - {name: b, duration: 1s}'),
    [
      '7:10 load.rate.sweep: may end the load early, so it must be the last phase | move the phase to the end, or add `stop: false` to drive every step',
    ],
  ],
  [
    'a phase named like a step of a sweep',
    withPhase('{name: climb-2, duration: 1s}\n    - {name: climb, duration: 20s, rate: {sweep: {from: 1, to: 8, steps: 4}}}'),
    ['10:14 load.phases.1.name: gives a step the name of another phase: `climb-2` | give each phase a name of its own'],
  ],
  [
    'a sweep whose steps have no room in their names',
    withPhase(`{name: ${'a'.repeat(62)}, duration: 20s, rate: {sweep: {from: 1, to: 8, steps: 4}}}`),
    [
      `9:14 load.phases.0.name: is too long for its steps, such as \`${'a'.repeat(62)}-4\` | a name may have 63 characters with the number of the step`,
    ],
  ],
  [
    'a sweep over more steps than clients',
    withLoad('  kind: closed\n  clients: {sweep: {from: 1, to: 4, steps: 8}}\n  phases: [{name: busy, duration: 20s}]\n'),
    ['8:44 load.clients.sweep.steps: is more than the 4 whole numbers from 1 to 4 | at most `steps: 4`'],
  ],
  [
    'half a client in a sweep',
    withLoad('  kind: closed\n  clients: {sweep: {from: 0.5, to: 4, steps: 2}}\n  phases: [{name: busy, duration: 20s}]\n'),
    ['8:27 load.clients.sweep.from: must be a whole number from 1 to 100000 | '],
  ],
  [
    'a sweep for replicas that feed themselves',
    withRate('{sweep: {from: 1, to: 8, steps: 4}}\n  source: self'),
    ['7:3 load.rate: must be one number for source self | make a phase of each rate, or use `source: http`'],
  ],
  [
    'gamma arrivals without a burstiness',
    withRate('20\n  arrivals: gamma'),
    ['10:7 load.phases.0.burstiness: is missing: gamma arrivals are as uneven as it says | such as `burstiness: 4`, here or under `load`'],
  ],
  [
    'a burstiness of zero',
    withRate('20\n  arrivals: gamma\n  burstiness: 0'),
    ['9:15 load.burstiness: must be a number from 0.01 to 100 | for evenly spaced arrivals, write `arrivals: constant`'],
  ],
  [
    'a burstiness of Poisson arrivals',
    withRate('20\n  burstiness: 4'),
    ['8:3 load.burstiness: has no meaning without `arrivals: gamma` | add that, or remove this'],
  ],
  [
    'mmpp2 arrivals without bursts',
    withPhase('{name: a, duration: 1s, arrivals: mmpp2}'),
    [
      '9:7 load.phases.0.bursts: is missing: mmpp2 arrivals come in bursts | such as `bursts: { ratio: 8, calm: 10s, burst: 2s }`, here or under `load`',
    ],
  ],
  [
    'bursts that are calmer than calm',
    withRate('20\n  arrivals: mmpp2\n  bursts: {ratio: 0.5, calm: 1s, burst: 1s}'),
    ['9:19 load.bursts.ratio: must be a number from 1 to 10000 | '],
  ],
  [
    'bursts of one phase without their arrivals',
    withPhase('{name: a, duration: 1s, bursts: {ratio: 2, calm: 1s, burst: 1s}}'),
    ['9:31 load.phases.0.bursts: has no meaning without `arrivals: mmpp2` | add that, or remove this'],
  ],
  [
    'a recording that is no table',
    withPhase('{name: a, duration: 1s, replay: {file: a.xlsx}}'),
    ['9:46 load.phases.0.replay.file: must be a CSV file, or the requests.parquet of a run | such as `file: arrivals.csv`'],
  ],
  [
    'a recording that stands still',
    withPhase('{name: a, duration: 1s, replay: {file: a.csv, speed: 0}}'),
    ['9:60 load.phases.0.replay.speed: must be a number from 0.000001 to 1000000 | '],
  ],
  [
    'a recording beside a rate',
    withPhase('{name: a, duration: 1s, rate: 3, replay: {file: a.csv}}'),
    ['9:31 load.phases.0.rate: has no meaning beside `replay`, which brings its own arrivals | remove the one or the other'],
  ],
  [
    'a recording for clients',
    withPhase('{name: a, duration: 1s, kind: closed, clients: 3, replay: {file: a.csv}}').replace('  rate: 20\n', ''),
    ['8:57 load.phases.0.replay: has no meaning in a closed phase | remove it, or set `kind: open`'],
  ],
  [
    'shapes for replicas that feed themselves',
    withRate('{ramp: [1, 2]}\n  source: self\n  arrivals: gamma\n  burstiness: 4'),
    [
      '7:3 load.rate: must be one number for source self | make a phase of each rate, or use `source: http`',
      '9:13 load.arrivals: must be constant or poisson for source self | use `source: http` for any other',
    ],
  ],
  [
    'a recording for replicas that feed themselves',
    withRate('20\n  source: self').replace('{name: busy, duration: 20s}', '{name: a, duration: 1s, replay: {file: a.csv}}'),
    ['10:31 load.phases.0.replay: is only for source http | give a `rate`, or use `source: http`'],
  ],
  [
    'a rate of max over HTTP',
    withRate('max'),
    ['7:9 load.rate: can be max only for source self | over HTTP, drive as fast as answers come with `kind: closed` and `clients`'],
  ],
  [
    'a duration without a unit',
    withPhase('{name: busy, duration: 20}'),
    ['9:30 load.phases.0.duration: must have a unit | seconds? then write `20s`; the units are ms, s, m, h and d'],
  ],
  ['a phase of zero length', withPhase('{name: busy, duration: 0s}'), ['9:30 load.phases.0.duration: must be longer than 0s | ']],
  [
    'a duration in unknown units',
    withPhase('{name: busy, duration: 3 weeks}'),
    ['9:30 load.phases.0.duration: must be a duration, such as 500ms, 90s or 1h30m | '],
  ],
  ['an endless phase', withPhase('{name: busy, duration: 900d}'), ['9:30 load.phases.0.duration: must be at most 30d | ']],
  [
    'more requests than one run can hold',
    withRate('1000000').replace('20s', '2h'),
    ['8:3 load.phases: ask for 7.2e+9 requests, and one run can hold 4294967295 | lower a rate, or split the experiment'],
  ],
  [
    'phases of the same name',
    withPhase('{name: busy, duration: 20s}\n    - {name: busy, duration: 1s}'),
    ['10:14 load.phases.1.name: is also the name of an earlier phase: `busy` | give each phase a name of its own'],
  ],
  [
    'nothing but warm-up',
    withPhase('{name: a, duration: 1s, warmup: true}'),
    ['8:3 load.phases: are all warm-up, so nothing would count | add a phase without `warmup: true`'],
  ],
  ['a word for true', withPhase('{name: a, duration: 1s, warmup: yes}'), ['9:39 load.phases.0.warmup: must be true or false | ']],
  ['no phases', withLoad('  rate: 3\n  phases: []\n'), ['8:3 load.phases: must not be empty | ']],
  [
    'phases that are no list',
    withLoad('  rate: 3\n  phases: 20s\n'),
    ['8:11 load.phases: must be a list (lines that begin with `- `), not the text `20s` | '],
  ],
  [
    'a phase that is no mapping',
    withLoad('  rate: 3\n  phases: [20s]\n'),
    ['8:12 load.phases.0: must be a mapping (lines of `key: value`), not the text `20s` | '],
  ],
  [
    'an open phase without a rate',
    withLoad('  phases:\n    - {name: a, duration: 1s}\n'),
    ['8:7 load.phases.0.rate: is missing: an open phase is driven at a rate | such as `rate: 20`, here or under `load`'],
  ],
  [
    'clients of an open load',
    withLoad('  rate: 3\n  clients: 8\n  phases: [{name: a, duration: 1s}]\n'),
    ['8:3 load.clients: has no meaning in an open load | add `kind: closed`, or remove it'],
  ],
  [
    'clients of an open phase',
    withPhase('{name: a, duration: 1s, clients: 3}'),
    ['9:31 load.phases.0.clients: has no meaning in an open phase | add `kind: closed`, or remove it'],
  ],
  [
    'a closed load with a rate and no clients',
    withRate('20\n  kind: closed'),
    [
      '7:3 load.rate: has no meaning in a closed load, where each client waits for its answer | remove it, or set `kind: open`',
      '10:7 load.phases.0.clients: is missing: a closed phase is driven by clients | such as `clients: 8`, here or under `load`',
    ],
  ],
  [
    'clients that feed themselves',
    withLoad('  source: self\n  kind: closed\n  clients: 3\n  phases: [{name: a, duration: 1s}]\n'),
    ['8:9 load.kind: must be open for source self: there are no clients | give a `rate`, or `rate: max` for all that goes'],
  ],
  [
    'an encoding where nothing travels',
    withRate('20\n  source: self\n  encoding: json\n  timeout: 3s'),
    [
      '9:3 load.encoding: has no meaning for source self: nothing travels over HTTP | remove it',
      '10:3 load.timeout: has no meaning for source self: nothing travels over HTTP | remove it',
    ],
  ],
  [
    'drivers where nothing travels',
    withRate('20\n  source: self\n  drivers: 2'),
    ['9:3 load.drivers: has no meaning for source self: nothing travels over HTTP | remove it'],
  ],
  ['more drivers than can be had', withRate('20\n  drivers: 65'), ['8:12 load.drivers: must be a whole number from 1 to 64 | ']],
  [
    'more drivers than connections',
    withRate('20\n  connectionsPerReplica: 3\n  drivers: 4'),
    [
      '9:12 load.drivers: is more than the 3 of `load.connectionsPerReplica`, of which each driver needs one of its own | raise that, or use fewer drivers',
    ],
  ],
  [
    'a word of a closed list',
    withRate('20\n  arrivals: poison'),
    ['8:13 load.arrivals: must be one of constant, poisson, gamma, mmpp2 | did you mean `poisson`?'],
  ],
  [
    'a step after the load',
    withEnd('scaling: {replicas: "1 @ 0s, 3 @ 60s"}'),
    ['10:21 scaling.replicas: has a step at 1m, but the load ends at 20s | move the step forward, or make a phase longer'],
  ],
  [
    'steps out of order',
    withEnd('scaling: {replicas: "1 @ 5s, 3 @ 2s"}'),
    ['10:21 scaling.replicas: has a step at 2s that does not come after the one at 5s | write the steps in the order of time'],
  ],
  [
    'a step without a unit',
    withEnd('scaling: {replicas: "1 @ 5"}'),
    ['10:21 scaling.replicas: needs a time with a unit in `1 @ 5` | seconds? then write `1 @ 5s`'],
  ],
  [
    'a step that cannot be read',
    withEnd('scaling: {replicas: "3 at 5s"}'),
    ['10:21 scaling.replicas: has a step that cannot be read: `3 at 5s` | a step is written `3 @ 60s`'],
  ],
  [
    'a timeline that is a number',
    withEnd('scaling: {replicas: 3}'),
    ['10:21 scaling.replicas: must be steps such as `1 @ 0s, 3 @ 60s` | for a fixed number use `workload.replicas`'],
  ],
  [
    'a list of steps with a slip',
    withEnd('scaling: {replicas: [{at: 5, replicas: 1}]}'),
    ['10:27 scaling.replicas.0.at: must have a unit | seconds? then write `5s`; the units are ms, s, m, h and d'],
  ],
  [
    'limits below requests',
    withWorkload('model: a\n  resources: {requests: {cpu: 2, memory: 2Gi}, limits: {cpu: 1500m, memory: 1Gi}}'),
    [
      '6:62 workload.resources.limits.cpu: is lower than what is requested in `workload.resources.requests.cpu` | raise the limit or lower the request',
      '6:77 workload.resources.limits.memory: is lower than what is requested in `workload.resources.requests.memory` | raise the limit or lower the request',
    ],
  ],
  [
    'no CPU',
    withWorkload('model: a\n  resources: {limits: {cpu: 0}}'),
    ['6:29 workload.resources.limits.cpu: must be at least 1m (a thousandth of a core) | for no limit, leave it out'],
  ],
  [
    'memory in thousandths of a byte',
    withWorkload('model: a\n  resources: {limits: {memory: 512m}}'),
    ['6:32 workload.resources.limits.memory: must be an amount of memory, such as 512Mi or 1Gi | `512Mi` would be mebibytes'],
  ],
  [
    'a sha256 of the wrong form',
    withWorkload('model: {file: a.onnx, sha256: abc}'),
    ['5:33 workload.model.sha256: must be 64 lower-case hexadecimal digits | print it with `sha256sum FILE`'],
  ],
  [
    'a model file without a sha256',
    withWorkload('model: {file: a.onnx}'),
    ['5:3 workload.model.sha256: is missing | print it with `sha256sum FILE`'],
  ],
  ['a model that is a list', withWorkload('model: [a]'), ['5:3 workload.model: must be a name, or `file` with `sha256` | ']],
  ['no model', withWorkload('replicas: 1'), ['4:1 workload.model: is missing | such as `model: resnet50`']],
  ['no replicas', withWorkload('model: a\n  replicas: 0'), ['6:13 workload.replicas: must be a whole number from 1 to 1000 | ']],
  [
    'a name that leaves its folder',
    smallest.replace('name: smallest', 'name: ../other'),
    ['3:7 name: must be 1 to 63 lower-case letters, digits and hyphens, with a letter or digit at both ends | `other` would do'],
  ],
  [
    'a name that is only dots',
    smallest.replace('name: smallest', 'name: ..'),
    ['3:7 name: must be 1 to 63 lower-case letters, digits and hyphens, with a letter or digit at both ends | '],
  ],
  ['a name that is a number', smallest.replace('name: smallest', 'name: 2024'), ['3:7 name: must be text | put it in quotes']],
  ['another version', smallest.replace('/v1', '/v2'), ['1:13 apiVersion: must be kubedyno.dev/v1 | ']],
  ['an unknown key', withRate('20\n  arivals: constant'), ['8:3 load.arivals: is not a key of `load` | did you mean `arrivals`?']],
  ['a key in the wrong place', withEnd('rate: 20'), ['10:1 rate: is not a key of an experiment | it stands elsewhere: `load.rate`']],
  [
    'a key like a property of every object',
    withEnd('constructor: 1\ntoString: 2').replace('toString', 'hasOwnProperty'),
    [
      '10:1 constructor: is not a key of an experiment | keys here: apiVersion, kind, name, description, engine, workload, load, scaling, recording, design, objectives',
      '11:1 hasOwnProperty: is not a key of an experiment | keys here: apiVersion, kind, name, description, engine, workload, load, scaling, recording, design, objectives',
    ],
  ],
  [
    'a signal that cannot be one',
    withEnd('recording: {signals: [CPU usage]}'),
    ['10:23 recording.signals.0: must be the name of a signal, such as cpu_seconds_total | `kubedyno signals` lists them'],
  ],
]

test.each(cases)('%s is refused where it stands, with what to do', (_, text, faults) => {
  expect(faultsIn(text)).toEqual(faults)
})

test('everything under a wrapper named spec is told to go to the top level', () => {
  expect(faultsIn(`apiVersion: kubedyno.dev/v1\nkind: Experiment\nname: a\nspec: {}\n`)).toContain(
    '4:1 spec: is not a key of an experiment | write `workload`, `load` and the rest at the top level',
  )
})

test('all faults come at once, in the order of the file', () => {
  const error = errorIn(smallest.replace('20s', '20').replace('rate: 20', 'rate: -1').replace('name: smallest', 'nam: x'))
  expect([error, ...error.others].map(({ place, path }) => `${place?.line} ${path}`)).toEqual([
    '1 name',
    '3 nam',
    '7 load.rate',
    '9 load.phases.0.duration',
  ])
})

test('a fault shows its line and how far it reaches', () => {
  expect(errorIn(withRate('-3').replaceAll('\n', '\r\n')).place).toMatchObject({ line: 7, column: 9, length: 2, text: '  rate: -3' })
})

test('of very many faults the first twenty are shown and the rest counted', () => {
  const error = errorIn(withEnd(Array.from({ length: 500 }, (_, n) => `key${n}: 1`).join('\n')))
  expect(error.others).toHaveLength(19)
  expect(error.others.at(-1)?.message).toContain('(480 further faults are not shown)')
})

test('values at the edge of what is allowed are accepted', () => {
  expect(loadText(withRate('1000000')).experiment.load.phases[0]?.demand).toMatchObject({ ratePerSecond: 1e6 })
  expect(loadText(withRate('0.001')).experiment.load.phases[0]?.demand).toMatchObject({ ratePerSecond: 0.001 })
  expect(loadText(withEnd('scaling: {replicas: "1 @ 19999ms"}')).experiment.scaling.timeline).toHaveLength(1)
  expect(loadText(smallest.replace('smallest', 'a'.repeat(63))).experiment.name).toHaveLength(63)
})

test('an error that repeats a value does not grow with it', () => {
  const error = errorIn(withEnd(`scaling: {replicas: "${'x'.repeat(100_000)}"}`))
  expect(error.message.length).toBeLessThan(600)
  expect(error.place?.text.length).toBeLessThan(1001)
})
