import { siblingModule } from '../base/sibling-module.ts'

export { buildModel } from './catalogue/build-model.ts'
export { catalogue } from './catalogue/catalogue.ts'
export { type CatalogueFacts, catalogueFacts, verifyModel } from './catalogue/catalogue-facts.ts'
export type * from './contract.ts'
export { fetchPackages } from './packages/fetch-packages.ts'
export { runReplica } from './run-replica.ts'
export { checkTlsFiles, type ServedTls } from './tls-files.ts'

/** The module that an engine starts as the process of one replica. */
export const replicaModule = siblingModule(import.meta.url, './replica')
