import { join } from 'node:path'
import process from 'node:process'
import type { RunFacts, SearchFacts } from '../../analysis/index.ts'
import { formatDuration } from '../../base/duration.ts'
import { DynoError, messageOf } from '../../base/errors.ts'
import { writeFileAtomic } from '../../base/write-file.ts'
import type { ConductedRun } from '../../conduct/index.ts'
import { mostRuns, type Plan } from '../../plan/index.ts'
import { experimentReport, terminalReport } from '../../report/index.ts'
import type { LoadedExperiment } from '../../spec/index.ts'
import type { Context } from '../command.ts'
import { textTable } from '../printing/text-table.ts'
import { searchesData, searchesFound, searchesText, throwWhereNoneMet } from './search-outcome.ts'

/** Prints what came out of a plan and says what to do next; throws what went wrong, or that an objective was missed. */
export async function presentOutcome(
  plan: Plan,
  { source }: LoadedExperiment,
  runs: readonly ConductedRun[],
  facts: ReadonlyMap<string, RunFacts>,
  context: Context,
): Promise<number> {
  const verdictOf = ({ run }: ConductedRun) => facts.get(run.id)?.verdict ?? null
  const done = runs.filter(({ state }) => state === 'finished')
  const kept = runs.filter(({ state }) => state === 'finished' || state === 'skipped')
  const latest = runs.findLast(({ run, state }) => facts.has(run.id) && state !== 'skipped')
  const searches = searchesFound(plan, facts)
  const { overview, fault } =
    runs.length > 1 || searches.length > 0 ? writeOverview(plan, runs, facts, searches, context) : { overview: null, fault: null }
  await context.print({
    text: () =>
      searches.length > 0 ? withReport(searchesText(searches), overview) : outcomeText(runs, facts, verdictOf, overview, context),
    data: () => ({
      experiment: plan.experiment,
      overview,
      ...(searches.length > 0 && { search: searchesData(searches) }),
      runs: runs.map((one) => ({
        run: one.run.id,
        state: one.state,
        verdict: verdictOf(one),
        certificate: facts.get(one.run.id)?.certificate.verdict ?? null,
        folder: one.folder.root,
        report: facts.has(one.run.id) ? one.folder.reportHtml : null,
        error: one.error === null ? null : messageOf(one.error),
      })),
    }),
  })
  throwWhatWentWrong(plan, runs, latest, fault, context)
  const missed = searches.length > 0 ? [] : kept.filter((one) => verdictOf(one) === 'missed')
  const shown = latest ?? missed.at(-1) ?? kept.at(-1)
  if (done.length === 0) {
    context.warn(
      `nothing was left to do: ${searches.length > 0 ? 'the search is' : runs.length === 1 ? 'this run is' : `all ${runs.length} runs are`} finished, and finished runs are never repeated`,
    )
    context.next(
      `kubedyno run ${source.path} --set design.seed=${plan.seed + 1}   for other runs; or kubedyno show ${shown?.run.id ?? 'latest'}`,
    )
  } else context.next(`${opener()} ${overview ?? shown?.folder.reportHtml}`)
  throwWhereNoneMet(searches, `see how: ${opener()} ${overview}`)
  if (missed.length === 0) return 0
  const which = runs.length === 1 ? '' : ` by ${missed.length} of ${runs.length} runs`
  throw new DynoError('KD_OBJECTIVES_MISSED', `objectives were missed${which}${missedTexts(missed, facts)}`, {
    hint: `see how: ${opener()} ${(missed.at(-1) ?? shown)?.folder.reportHtml}`,
  })
}

function outcomeText(
  runs: readonly ConductedRun[],
  facts: ReadonlyMap<string, RunFacts>,
  verdictOf: (run: ConductedRun) => string | null,
  overview: string | null,
  { screen }: Context,
): string {
  const [only] = runs
  const onlyFacts = runs.length === 1 && only ? facts.get(only.run.id) : undefined
  if (only && onlyFacts) {
    return `${terminalReport(onlyFacts, { width: screen.outWidth, color: screen.outColor })}\nreport  ${only.folder.reportHtml}\n`
  }
  const ms = (value: number | null | undefined) => (value === null || value === undefined ? '-' : formatDuration(value))
  const table = textTable(
    ['#', 'run', ...(runs[0]?.run.levels.map(({ path }) => path) ?? []), 'state', 'verdict', 'load', 'p50', 'p95'],
    runs.map((one) => {
      const latency = facts.get(one.run.id)?.requests.latencyMs
      const levels = one.run.levels.map(({ value }) => (typeof value === 'string' ? value : JSON.stringify(value)))
      return [
        String(one.run.index),
        one.run.id,
        ...levels,
        stateWords[one.state],
        verdictOf(one) ?? '-',
        facts.get(one.run.id)?.certificate.verdict ?? '-',
        ms(latency?.p50.value),
        ms(latency?.p95.value),
      ]
    }),
  )
  return withReport(table, overview)
}

function withReport(text: string, overview: string | null): string {
  return overview ? `${text}\nreport  ${overview}\n` : text
}

/** Writes the page that shows all runs of an experiment side by side, and gives its path; trouble with that must not hide trouble of a run. */
function writeOverview(
  { experiment }: Plan,
  runs: readonly ConductedRun[],
  facts: ReadonlyMap<string, RunFacts>,
  searches: readonly SearchFacts[],
  { runsRoot, effects }: Context,
): { overview: string; fault: null } | { overview: null; fault: unknown } {
  const path = join(runsRoot, experiment, 'index.html')
  const inOrder = searches.length > 0 ? [...runs].sort((a, b) => a.run.index - b.run.index) : runs
  const known = inOrder.flatMap(({ run }) => facts.get(run.id) ?? [])
  try {
    writeFileAtomic(path, experimentReport(experiment, known, searches), effects)
    return { overview: path, fault: null }
  } catch (fault) {
    return { overview: null, fault }
  }
}

const stateWords: Record<ConductedRun['state'], string> = {
  finished: 'finished',
  skipped: 'finished before',
  interrupted: 'interrupted',
  failed: 'failed',
  pending: 'not begun',
}

/** A failed run's error comes first, then those of others and that of the overview; an interruption says what was kept. */
function throwWhatWentWrong(
  plan: Plan,
  runs: readonly ConductedRun[],
  latest: ConductedRun | undefined,
  overviewFault: unknown,
  context: Context,
): void {
  const faults = runs.filter(({ state }) => state === 'failed').map(({ error }) => error)
  const isStopped = runs.some(({ state }) => state === 'interrupted' || state === 'pending')
  if (faults.length === 0 && isStopped) faults.push(interruption(plan, runs, latest, context))
  if (overviewFault !== null) faults.push(overviewFault)
  const [first, ...others] = faults
  if (first === undefined) return
  if (!(first instanceof DynoError) || others.length === 0) throw first
  throw new DynoError(first.code, first.message, {
    hint: first.hint,
    cause: first,
    path: first.path,
    place: first.place,
    others: others.filter((error) => error instanceof DynoError),
  })
}

function interruption(plan: Plan, runs: readonly ConductedRun[], latest: ConductedRun | undefined, context: Context): DynoError {
  const kept = runs.filter(({ state }) => state === 'finished' || state === 'skipped').length
  const of = plan.searches ? `at most ${mostRuns(plan)}` : runs.length
  const partly = latest?.state === 'interrupted' ? `, and what run ${latest.run.id} had recorded is in ${latest.folder.root}` : ''
  return new DynoError('KD_RUN_INTERRUPTED', `interrupted: ${kept} of ${of} runs are finished${partly}`, {
    hint: `continue with: kubedyno run ${context.argument(0)}`,
  })
}

function missedTexts(missed: readonly ConductedRun[], facts: ReadonlyMap<string, RunFacts>): string {
  const texts = missed.flatMap(({ run }) => facts.get(run.id)?.objectives ?? []).filter(({ verdict }) => verdict === 'missed')
  const unique = [...new Set(texts.map(({ text }) => text))]
  return unique.length > 0 ? `: ${unique.join('; ')}` : ''
}

function opener(): string {
  return process.platform === 'darwin' ? 'open' : 'xdg-open'
}
