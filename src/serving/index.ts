import { siblingModule } from '../base/sibling-module.ts'

export type * from './contract.ts'
export { buildModel } from './model/build-model.ts'
export { catalogue } from './model/catalogue.ts'
export { runReplica } from './run-replica.ts'
export { checkTlsFiles, type ServedTls } from './tls-files.ts'

/** The module that an engine starts as the process of one replica. */
export const replicaModule = siblingModule(import.meta.url, './replica')
