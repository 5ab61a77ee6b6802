import { realEffects } from '../../src/base/effects.ts'
import { localEngine } from '../../src/engine/index.ts'
import { behaving, deployRequest, experiment, plainReplica } from './deploying.ts'

/** A conductor that deploys, scales up and down without rest, says which ports there are, and waits for its death. */
const [, , runId = '', logFolder = ''] = process.argv
const never = new AbortController().signal
const { request } = deployRequest({
  runId,
  logFolder,
  model: behaving('steady'),
  experiment: experiment({ cpuMillicores: 1000 }),
  replicas: 2,
  onReady: ({ port, pids }) => console.log(JSON.stringify({ port, pids })),
})
const deployment = await localEngine(realEffects, { replicaModule: plainReplica }).deploy(request, never)
for (let replicas = 1; ; replicas = (replicas % 3) + 1) await deployment.scaleTo(replicas, never)
