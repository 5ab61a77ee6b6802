import type { ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readJournal, readRequests, readSamples } from '../../src/dataset/index.ts'
import { daysFromNow, type MadeCertificate, madeCertificate } from '../base/made-certificate.ts'
import { ownSeed, runsIn, sharedModels, tracesOf } from './tiny-file.ts'
import { emptyFolder, kubedyno, whenSaid } from './typed.ts'

/** A folder with an experiment over TLS and what it needs; the warm-up takes up the slowness of a busy start. */
function tlsFolder({ certificate, key }: MadeCertificate, body = ''): string {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'server.pem'), certificate)
  writeFileSync(join(folder, 'server.key'), key)
  writeFileSync(
    join(folder, 'tls.yaml'),
    `apiVersion: kubedyno.dev/v1
kind: Experiment
name: tiny
workload:
  model: tiny
  threads: 1
  tls:
    certificate: server.pem
    key: server.key
load:
  kind: closed
  clients: 2
  timeout: 5s
  phases:
    - {name: warm-up, duration: 500ms, warmup: true}
    - {name: steady, duration: 2s}
recording: {interval: 250ms}
${body}`,
  )
  return folder
}

/** Every file below a folder that holds a text. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name), 'latin1').includes(text))
    .map(({ name }) => name)
}

test.concurrent('a run over TLS is as good as any other, with metrics over TLS too, and the key stays where it is', async () => {
  const made = madeCertificate()
  const folder = tlsFolder(made)
  const secret = made.key.split('\n')[1] as string
  let processes = ''
  const meanwhile = whenSaid('steady', () => {
    processes = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => readIfThere(`/proc/${pid}/cmdline`))
      .join('\n')
  })
  const { code, out, err } = await kubedyno(['run', 'tls.yaml'], { folder, environment: { ...sharedModels, ...ownSeed() }, meanwhile })
  expect([code, err.split('\n').filter((line) => /^(error|bug|warning)/.test(line))]).toEqual([0, []])
  const run = runsIn(folder)[0] ?? expect.unreachable()
  expect(JSON.parse(readFileSync(run.certificate, 'utf8')).evidence.complete).toBe(true)
  const { outcome, count } = await readRequests(run)
  expect([outcome.names, count > 10]).toEqual([['ok'], true])
  const ready = readJournal(run).events.find(({ type }) => type === 'replica.ready')
  expect(ready).toMatchObject({ url: expect.stringMatching(/^https:/) })
  const samples = await readSamples(run)
  const asked = samples.signal.names.indexOf('inference_requests_total')
  const read = samples.value.filter((value, row) => samples.signal.codes[row] === asked && value > 0)
  expect(read.length).toBeGreaterThan(2)
  expect(readFileSync(run.reportMarkdown, 'utf8')).toContain('HTTPS, time-out 5s')
  expect(filesWith(join(folder, 'runs'), secret)).toEqual([])
  expect(`${out}${err}${processes}`).not.toContain(secret)
  if (process.platform === 'linux') expect(processes).toContain('server.key')
})

test.concurrent('what TLS costs is a factor like any other', async () => {
  const folder = tlsFolder(madeCertificate())
  const yaml = readFileSync(join(folder, 'tls.yaml'), 'utf8')
  const written = '  tls:\n    certificate: server.pem\n    key: server.key\n'
  writeFileSync(
    join(folder, 'tls.yaml'),
    `${yaml.replace(written, '')}design: {factors: {workload.tls: [null, {certificate: server.pem, key: server.key}]}}\n`,
  )
  const { code, out } = await kubedyno(['run', 'tls.yaml', '-o', 'json'], { folder, environment: { ...sharedModels, ...ownSeed() } })
  expect([code, JSON.parse(out).runs.length]).toEqual([0, 2])
  const schemes = runsIn(folder).flatMap((run) =>
    readJournal(run).events.flatMap((event) => (event.type === 'replica.ready' ? [event.url?.split(':')[0]] : [])),
  )
  expect(schemes.sort()).toEqual(['http', 'https'])
})

const [good, past] = [madeCertificate(), madeCertificate({ validTo: daysFromNow(-0.5) })]
const faults = [
  { what: 'that has expired', made: past, line: 8, says: 'expired 20' },
  { what: 'for another host', made: madeCertificate({ hosts: ['example.com'] }), line: 8, says: 'does not name 127.0.0.1' },
  { what: 'that is none', made: { ...good, certificate: 'hello' }, line: 8, says: 'holds no certificate' },
  { what: 'with the key of another one', made: { ...good, key: past.key }, line: 9, says: 'is not the key of' },
]

test.concurrent.for(faults)('a certificate $what is refused at its line before anything is written', async ({ made, line, says }) => {
  const folder = tlsFolder(made)
  const { code, err } = await kubedyno(['run', 'tls.yaml'], { folder, environment: sharedModels })
  expect([code, err]).toEqual([2, expect.stringMatching(new RegExp(`^error KD_TLS_INVALID {2}tls.yaml:${line}:\\d+ {2}workload.tls.+\n`))])
  expect(err).toContain(says)
  expect(runsIn(folder)).toEqual([])
  expect(tracesOf(folder)).toEqual([])
})

test.concurrent('`serve` speaks HTTPS to any client that trusts its certificate, and takes both files or none', async () => {
  const made = madeCertificate()
  const folder = tlsFolder(made)
  const words = ['serve', 'tiny', '--port', '0', '--metrics-port', '0']
  const answers: string[] = []
  const meanwhile = (child: ChildProcess) => {
    let said = ''
    child.stderr?.on('data', async (text) => {
      said += text
      const [, model, metrics] = /ready at (https:.+)\/infer\nmetrics are at (https:.+)\n/.exec(said) ?? []
      if (!model || !metrics || answers.length > 0) return
      answers.push('asked')
      for (const url of [model, metrics]) answers.push(await textAt(url, made.certificate))
      child.kill('SIGTERM')
    })
  }
  const setting = { folder, environment: sharedModels, meanwhile }
  const { code } = await kubedyno([...words, '--tls-cert', 'server.pem', '--tls-key', 'server.key'], setting)
  expect([code, answers]).toEqual([
    0,
    ['asked', expect.stringContaining('"name":"tiny"'), expect.stringContaining('inference_queue_depth')],
  ])
  expect((await kubedyno([...words, '--tls-cert', 'server.pem'], { folder })).err).toContain('--tls-key is missing')
})

function textAt(url: string, ca: string): Promise<string> {
  return new Promise((resolve) => {
    get(url, { ca, agent: false }, async (answer) => {
      let text = ''
      for await (const part of answer) text += part
      resolve(text)
    }).on('error', (error) => resolve(error.message))
  })
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
