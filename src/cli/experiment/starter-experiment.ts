/** The text of the file that `init` writes: short, commented, done in less than a minute. */
export function starterExperiment(schema: string, path: string): string {
  return `# yaml-language-server: $schema=${schema}
# An experiment of kubedyno: what runs, what load it gets, what is recorded, what must hold.
# \`kubedyno explain PATH\` says what a value means; \`kubedyno plan ${path}\` shows what will be done.
apiVersion: kubedyno.dev/v1
kind: Experiment
name: my-first
description: How does ResNet50 answer when a second replica joins under load?

workload:
  model: resnet50          # or your own: { file: ./model.onnx, sha256: … }
  replicas: 1
  threads: 1               # of one inference; without it, all cores that the limits allow
  # resources:             # absent means unlimited
  #   limits: { cpu: 1, memory: 1Gi }

load:
  rate: 5                  # requests per second, over all replicas together
  arrivals: poisson        # independent users; \`constant\` for evenly spaced
  phases:
    - { name: warm-up, duration: 4s, warmup: true }    # driven, but counted in no result
    - { name: calm, duration: 10s }
    - { name: busy, duration: 12s, rate: 12 }

scaling:
  replicas: 1 @ 0s, 2 @ 18s  # times count from the start of the first phase

recording:
  interval: 1s

design:
  seed: 42                 # the same seed gives the same arrivals and inputs
  repetitions: 1
  # factors:               # every combination of levels becomes a run
  #   load.rate: [5, 10]

objectives:                # an objective that is missed makes \`run\` exit with 99
  - latency p50 < 500 ms
  - errors < 3 %
`
}
