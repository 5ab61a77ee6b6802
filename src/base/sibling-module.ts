import { fileURLToPath } from 'node:url'

/** The path of a module beside the caller's, for starting it as a process or worker: `.ts` in a clone, `.js` once built. */
export function siblingModule(importMetaUrl: string, name: string): string {
  const extension = importMetaUrl.endsWith('.ts') ? '.ts' : '.js'
  return fileURLToPath(new URL(`${name}${extension}`, importMetaUrl))
}
