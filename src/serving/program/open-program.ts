import { openEyesByLandmarks } from './eyes-by-landmarks.ts'
import { openGraph } from './graph.ts'
import type { OpenProgram, ProgramOptions } from './program.ts'
import type { Program } from './program-kinds.ts'
import { openSpeech } from './speech.ts'
import { openTextInImage } from './text-in-image.ts'

/** Loads all graphs of a program. */
export async function openProgram(program: Program, options: ProgramOptions): Promise<OpenProgram> {
  switch (program.kind) {
    case 'graph':
      return openGraph(program.path, options)
    case 'eyes-by-landmarks':
      return openEyesByLandmarks(program, options)
    case 'speech':
      return openSpeech(program, options)
    case 'text-in-image':
      return openTextInImage(program, options)
  }
}
