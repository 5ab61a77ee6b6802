import type { RunFacts } from '../../analysis/index.ts'

/** The commands that repeat a run and rebuild its report. */
export function commandsOf({ identity }: RunFacts): string[] {
  return ['kubedyno run experiment.yaml', `kubedyno report ${identity.runId}`, `kubedyno dataset ${identity.runId} --format csv --every 1s`]
}

/** What decided the outcome: seed, hashes and versions, as pairs of a name and a text. */
export function provenanceOf({ identity }: RunFacts): [string, string][] {
  const { model } = identity
  return [
    ['run', `${identity.runId}${identity.attempt !== null && identity.attempt > 1 ? `, attempt ${identity.attempt}` : ''}`],
    ['seed', String(identity.seed)],
    ['experiment.yaml', identity.experimentSha256 === null ? 'unknown' : `sha256 ${identity.experimentSha256}`],
    ['model', model === null ? 'unknown' : `sha256 ${model.sha256}`],
    ['kubedyno', identity.kubedyno ?? 'unknown'],
    ['ONNX Runtime', identity.onnxRuntime ?? 'unknown'],
    ['Node', identity.node ?? 'unknown'],
  ]
}
