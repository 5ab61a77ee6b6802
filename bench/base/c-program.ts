import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Builds `bench/NAME.c` into a folder and tells the path of the program. */
export function buildProgram(name: string, folder: string): string {
  const program = join(folder, name)
  execFileSync(process.env.CC ?? 'cc', ['-O2', '-o', program, `bench/${name}.c`, '-lm'], { stdio: 'inherit' })
  return program
}
