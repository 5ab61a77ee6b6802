import { execFileSync } from 'node:child_process'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Builds modules into a folder as the package is built: plain JavaScript, without the compiler in the process. Tells where the first of them is. */
export function buildPublished(modules: readonly string[], folder: string): string {
  const config = join(folder, 'tsconfig.json')
  const compilerOptions = { noEmit: false, rootDir: resolve('.'), outDir: folder, typeRoots: [resolve('node_modules/@types')] }
  writeFileSync(
    config,
    JSON.stringify({ extends: resolve('tsconfig.json'), compilerOptions, files: modules.map((path) => resolve(path)), include: [] }),
  )
  execFileSync('node_modules/.bin/tsc', ['-p', config], { stdio: 'inherit' })
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  return join(folder, (modules[0] ?? '').replace(/\.ts$/, '.js'))
}
