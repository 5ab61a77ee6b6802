import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const cacheFolder = join(process.env.KUBEDYNO_CACHE || join(homedir(), '.cache', 'kubedyno'), 'images')
const kept = 3

/** The OCI archive of these sources, from the cache or built now; the cache keeps the last few. */
export async function imageArchive(): Promise<string> {
  const archive = join(cacheFolder, `kubedyno-${sourceHash()}.oci.tar`)
  mkdirSync(cacheFolder, { recursive: true })
  if (!existsSync(archive)) {
    const building = `${archive}.${process.pid}`
    try {
      await promisify(execFile)('scripts/build-image.sh', [building])
      renameSync(building, archive)
    } finally {
      rmSync(building, { force: true })
    }
  }
  utimesSync(archive, new Date(), new Date())
  for (const old of archivesByAge().slice(kept)) rmSync(old, { force: true })
  return archive
}

/** Of all that a build reads: what `.dockerignore` lets in, and the recipe itself. */
function sourceHash(): string {
  const seen = readFileSync('.dockerignore', 'utf8').match(/(?<=^!).+/gm) ?? []
  const hash = createHash('sha256').update(process.version)
  for (const path of ['.dockerignore', 'scripts/build-image.sh', ...seen].flatMap(filesAt))
    hash.update(`\0${path}\0`).update(readFileSync(path))
  return hash.digest('hex').slice(0, 16)
}

function filesAt(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesAt(join(path, name)))
}

function archivesByAge(): string[] {
  const archives = readdirSync(cacheFolder).filter((name) => name.endsWith('.oci.tar'))
  return archives.map((name) => join(cacheFolder, name)).sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
}
