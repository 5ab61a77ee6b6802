import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What an image says of how it is run; the names are those of the OCI image specification. */
export interface ImageConfig {
  User: string
  Env: string[]
  Entrypoint: string[]
  WorkingDir: string
  Labels: Record<string, string>
}

/** Unpacks an OCI archive into a folder, layer on layer; the archive must have been made without deletions between layers. */
export function unpackImage(archive: string, folder: string): { config: ImageConfig; root: string } {
  const root = join(folder, 'root')
  mkdirSync(root)
  execFileSync('tar', ['-xf', archive, '-C', folder])
  const blob = (digest: string) => join(folder, 'blobs', digest.replace(':', '/'))
  const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'))
  const manifest = read(blob(read(join(folder, 'index.json')).manifests[0].digest))
  for (const layer of manifest.layers) execFileSync('tar', ['-xzpf', blob(layer.digest), '-C', root])
  return { config: read(blob(manifest.config.digest)).config, root }
}
