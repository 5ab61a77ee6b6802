import { openGraph } from './graph.ts'
import type { OpenProgram, Program, ProgramOptions } from './program.ts'

/** Loads all graphs of a program. */
export async function openProgram(program: Program, options: ProgramOptions): Promise<OpenProgram> {
  return openGraph(program.path, options)
}
