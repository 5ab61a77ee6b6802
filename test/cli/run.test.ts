import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fingerprints, loadOf, runsIn, sharedModels, tinyFile } from './tiny-file.ts'
import { kubedyno } from './typed.ts'

const environment = sharedModels

test.concurrent('a run ends in its report, and every command can read it from then on', async () => {
  const folder = tinyFile(`${loadOf(1)}objectives: ['errors < 50 %']\n`)
  const type = (...words: string[]) => kubedyno(words, { folder, environment })

  const { code, out, err } = await type('run', 'tiny.yaml')
  expect([code, err.split('\n').filter((line) => /^(error|bug|warning)/.test(line))]).toEqual([0, []])
  const [run] = runsIn(folder)
  const { runId = '', root = '' } = run ?? expect.unreachable()
  const inRuns = (name: string) => `runs/tiny/${runId}/${name}`
  expect(out.trimEnd().split('\n').at(-1)).toBe(`report  ${inRuns('report.html')}`)
  expect(err.trimEnd().split('\n').at(-1)).toBe(`next  ${process.platform === 'darwin' ? 'open' : 'xdg-open'} ${inRuns('report.html')}`)
  expect(out).toContain('errors < 50 %')
  expect(readdirSync(join(folder, 'runs', 'tiny'))).toEqual([runId])
  const whole = fingerprints(folder)

  const again = await type('run', 'tiny.yaml')
  expect(again.code).toBe(0)
  expect(again.err).toMatch(
    /^warning {2}nothing was left to do: this run is finished, and finished runs are never repeated\nnext {2}kubedyno run /,
  )
  expect(fingerprints(folder)).toEqual(whole)

  const written = ['report.html', 'report.md', 'summary.json']
  for (const name of written) rmSync(join(root, name))
  const rebuilt = await type('report', runId)
  expect([rebuilt.code, rebuilt.out]).toEqual([0, `${written.map(inRuns).join('\n')}\n`])
  expect(fingerprints(folder)).toEqual(whole)

  const shown = await type('show', runId.slice(0, 6))
  expect([shown.code, shown.err]).toEqual([0, `next  kubedyno report ${runId}\n`])
  expect(shown.out).toContain(`tiny · run ${runId}`)
  const summary = await type('show', 'latest', '-o', 'json')
  expect(JSON.parse(summary.out)).toEqual(JSON.parse(readFileSync(join(root, 'summary.json'), 'utf8')))

  const listed = JSON.parse((await type('list', '-o', 'json')).out)
  expect(listed).toMatchObject([{ run: runId, experiment: 'tiny', state: 'finished', folder: `runs/tiny/${runId}` }])

  const table = await type('dataset', runId, '--format', 'csv', '--every', '1s', '--out', 'table.csv')
  expect([table.code, table.out]).toEqual([0, 'table.csv\ntable.dictionary.md\n'])
  const [header, ...rows] = readFileSync(join(folder, 'table.csv'), 'utf8').trimEnd().split('\n')
  expect(header).toBe('timestamp,cpu_util,ram_usage,gpu_util,gpu_memory,latency')
  expect(rows.length).toBeGreaterThan(0)
  expect(readFileSync(join(folder, 'table.dictionary.md'), 'utf8')).toContain('cpu_util')
  expect((await type('dataset', runId, '--every', '1s')).out).toBe(readFileSync(join(folder, 'table.csv'), 'utf8'))
})

test.concurrent('a missed objective ends with 99 and still gives its result as one JSON document, each time it is asked for', async () => {
  const folder = tinyFile(`${loadOf(1)}objectives: ['throughput > 100000/s']\n`)
  const words = ['run', 'tiny.yaml', '-o', 'json', '--progress', 'none']
  for (const state of ['finished', 'skipped']) {
    const { code, out, err } = await kubedyno(words, { folder, environment })
    expect(code).toBe(99)
    const result = JSON.parse(out)
    expect(result.runs).toMatchObject([{ state, verdict: 'missed', error: null }])
    expect(existsSync(join(folder, result.runs[0].report))).toBe(true)
    const error = err.split('\n').find((line) => line.startsWith('{')) ?? expect.unreachable()
    expect(JSON.parse(error).error).toMatchObject({ code: 'KD_OBJECTIVES_MISSED', exitCode: 99 })
  }
})

test.concurrent('runs of a design are listed one by one, each with its levels', async () => {
  const folder = tinyFile(`${loadOf(1)}design: {factors: {load.rate: [20, 40]}}\n`)
  const { code, out } = await kubedyno(['run', 'tiny.yaml'], { folder, environment })
  expect(code).toBe(0)
  expect(out).toMatch(/^# +RUN +LOAD\.RATE +STATE +VERDICT/)
  expect(out.match(/ finished /g)).toHaveLength(2)
  expect(out.trimEnd().split('\n').at(-1)).toBe('report  runs/tiny/index.html')
  expect(readFileSync(join(folder, 'runs', 'tiny', 'index.html'), 'utf8')).toContain('load.rate')
})
