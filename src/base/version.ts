import { readFileSync } from 'node:fs'

/** The version of kubedyno that runs, from its package.json, in a clone and in the published package alike. */
export function kubedynoVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
  return manifest.version
}
