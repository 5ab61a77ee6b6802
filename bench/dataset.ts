import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

/**
 * One million request rows written in batches of 2,000 as a driver hands them over, and the report made from them, each in a process of its own;
 * beside it, pyarrow writing and reading the same columns.
 */
const rows = 1_000_000
const bars = { writeSeconds: 3, writeMB: 300, reportSeconds: 5 }

const steps: Record<string, () => Promise<void>> = { write, report }
const step = steps[process.argv[2] ?? '']
if (step) await timed(step)
else compare()

function compare(): void {
  const root = mkdtempSync(join(tmpdir(), 'kubedyno-bench-'))
  try {
    const python = process.env.KUBEDYNO_PYTHON ?? 'python3'
    const ours = { write: inProcess('write', root), report: inProcess('report', root) }
    const peer = spawnSync(python, ['bench/dataset_pyarrow.py', String(rows), join(root, 'peer.parquet')], { encoding: 'utf8' })
    const theirs = peer.status === 0 ? (JSON.parse(peer.stdout) as { writeSeconds: number; writeMB: number; readSeconds: number }) : null
    const bytes = statSync(join(root, 'bench', 'aaaa1111-001', 'requests.parquet')).size
    console.table({
      'write, kubedyno': {
        seconds: ours.write.seconds,
        'peak MB': ours.write.peakMB,
        bar: `< ${bars.writeSeconds} s, < ${bars.writeMB} MB`,
      },
      'write, pyarrow': { seconds: theirs?.writeSeconds, 'peak MB': theirs?.writeMB },
      'analyse and report, kubedyno': { seconds: ours.report.seconds, 'peak MB': ours.report.peakMB, bar: `< ${bars.reportSeconds} s` },
      'read only, pyarrow': { seconds: theirs?.readSeconds },
    })
    console.log(`${rows} rows, ${(bytes / 2 ** 20).toFixed(0)} MiB on disk${theirs ? '' : '; no pyarrow here (KUBEDYNO_PYTHON)'}`)
    const met = ours.write.seconds < bars.writeSeconds && ours.write.peakMB < bars.writeMB && ours.report.seconds < bars.reportSeconds
    console.log(
      `dataset ratio=${(bars.writeSeconds / ours.write.seconds).toFixed(2)} of the bar for writing, ${met ? 'all bars met' : 'a bar is missed'}`,
    )
    if (!met) process.exitCode = 1
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function inProcess(name: string, root: string): { seconds: number; peakMB: number } {
  const child = spawnSync(process.execPath, ['bench/dataset.ts', name, root], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  if (child.status !== 0) throw new Error(`step ${name} failed`)
  return JSON.parse(child.stdout)
}

/** Prints the seconds that a step took after everything was loaded, and the memory that its process had at most. */
async function timed(run: () => Promise<void>): Promise<void> {
  await import('../src/dataset/index.ts')
  await import('../src/report/index.ts')
  const startedAt = performance.now()
  await run()
  const seconds = Number(((performance.now() - startedAt) / 1000).toFixed(2))
  console.log(JSON.stringify({ seconds, peakMB: Math.round((process.resourceUsage().maxRSS * 1024) / 1e6) }))
}

async function write(): Promise<void> {
  const { openRequestsWriter, openSamplesWriter } = await import('../src/dataset/index.ts')
  const { realEffects } = await import('../src/base/effects.ts')
  const { batchOf, meta } = await import('../test/dataset/plain-batch.ts')
  const folder = await benchFolder()
  mkdirSync(folder.root, { recursive: true })
  const writer = openRequestsWriter(folder, meta, realEffects)
  const batches = rows / 2000
  for (let batch = 0; batch < batches; batch++) writer.append(batchOf(batch * 2000, 2000), ['r1', 'r2', 'r3'])
  writer.close()
  openSamplesWriter(folder, meta, realEffects).close()
}

async function report(): Promise<void> {
  const { writeReports } = await import('../src/report/index.ts')
  const { makePlan } = await import('../src/plan/index.ts')
  const { loadExperiment } = await import('../src/spec/index.ts')
  const folder = await benchFolder()
  const phases = '[{name: warm-up, duration: 1s, warmup: true}, {name: steady, duration: 999s}]'
  const text = `apiVersion: kubedyno.dev/v1\nkind: Experiment\nname: bench\nworkload: {model: tiny}\nload: {rate: 1000, phases: ${phases}}\n`
  writeFileSync(folder.experimentYaml, text)
  const [run] = makePlan(loadExperiment(folder.experimentYaml, { overrides: [] })).runs
  writeFileSync(folder.planJson, JSON.stringify(run))
  await writeReports(folder)
}

async function benchFolder() {
  const { runFolder } = await import('../src/dataset/index.ts')
  return runFolder(process.argv[3] ?? '', 'bench', 'aaaa1111-001')
}
