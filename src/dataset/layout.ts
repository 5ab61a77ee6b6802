import { join } from 'node:path'
import { DynoError } from '../base/errors.ts'

/** A run folder by the absolute paths of what is or will be in it. */
export interface RunFolder {
  experiment: string
  runId: string
  root: string
  experimentYaml: string
  resolvedJson: string
  planJson: string
  environmentJson: string
  events: string
  schedule: string
  bodies: string
  requests: string
  samples: string
  driver: string
  certificate: string
  summary: string
  reportHtml: string
  reportMarkdown: string
  logs: string
  models: string
  /** What earlier attempts at the same run had recorded before they were cut off. */
  attempts: string
}

/** The version of the layout and of the columns; stands in the metadata of each Parquet file. */
export const datasetVersion = 1

/** Names a run folder; both names become folders, so nothing in them may lead elsewhere. */
export function runFolder(runsRoot: string, experiment: string, runId: string): RunFolder {
  for (const name of [experiment, runId]) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) {
      throw new DynoError('KD_NAME_INVALID', `${JSON.stringify(name)} cannot name a folder`, {
        hint: 'letters, digits, dots, dashes and underscores; it begins with a letter or a digit',
      })
    }
  }
  const root = join(runsRoot, experiment, runId)
  const inside = (name: string) => join(root, name)
  return {
    experiment,
    runId,
    root,
    experimentYaml: inside('experiment.yaml'),
    resolvedJson: inside('resolved.json'),
    planJson: inside('plan.json'),
    environmentJson: inside('environment.json'),
    events: inside('events.jsonl'),
    schedule: inside('schedule.bin'),
    bodies: inside('bodies.json'),
    requests: inside('requests.parquet'),
    samples: inside('samples.parquet'),
    driver: inside('driver.json'),
    certificate: inside('certificate.json'),
    summary: inside('summary.json'),
    reportHtml: inside('report.html'),
    reportMarkdown: inside('report.md'),
    logs: inside('logs'),
    models: inside('models'),
    attempts: inside('attempts'),
  }
}
