import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** What an image says of how it is run; the names are those of the OCI image specification. */
export interface ImageConfig {
  User: string
  Env: string[]
  Entrypoint: string[]
  WorkingDir: string
  Labels: Record<string, string>
}

export interface Image {
  config: ImageConfig
  /** The folder that holds its file system. */
  root: string
  /** Of all layers, uncompressed. */
  sizeBytes: number
}

/** Unpacks an OCI archive into a folder, layer on layer; none of them may delete what is in one below. */
export function unpackImage(archive: string, folder: string): Image {
  const root = join(folder, 'root')
  mkdirSync(root)
  execFileSync('tar', ['-xf', archive, '-C', folder])
  const blob = ({ digest }: { digest: string }) => readFileSync(join(folder, 'blobs', digest.replace(':', '/')))
  const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'))
  const manifest = JSON.parse(blob(index.manifests[0]).toString())
  let sizeBytes = 0
  for (const layer of manifest.layers) {
    const files = gunzipSync(blob(layer))
    sizeBytes += files.length
    execFileSync('tar', ['-xpf', '-', '-C', root], { input: files })
  }
  return { config: JSON.parse(blob(manifest.config).toString()).config, root, sizeBytes }
}
