import { writevSync } from 'node:fs'
import process from 'node:process'
import { messageOf } from '../../base/errors.ts'
import { openProgram } from '../program/open-program.ts'
import type { OpenProgram } from '../program/program.ts'
import { sampleInputs } from '../tensor/sample-inputs.ts'
import { requestSpec } from '../tensor/tensor.ts'
import { encodeFrame, type Frame, frameKind, textFrame } from './frame.ts'
import { blockingFrames } from './frame-reader.ts'
import type { ModelHostOptions, ModelSignature } from './host-messages.ts'

/** The end of a channel to the server, which is the other end; both sides know the number. */
const channel = 3

/** While the next frame is here already, answers are held back for so long at most and said together: to wake the server for each costs more. */
const heldBackMs = 0.3

/**
 * The process that a model runs in. An inference blocks its event loop anyway, so it waits for work by reading its channel, and ends when
 * the server is gone. Signals that end the server leave it alone: the server says when there is nothing more to do.
 */
async function host({ program, warmUp, ...options }: ModelHostOptions): Promise<void> {
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => {})
  const model = await openProgram(program, options)
  const { inputs, outputs, steps } = model
  const signature: ModelSignature = { inputs, outputs, steps }
  if (warmUp) {
    const usual = inputs.map((input) => requestSpec(input, warmUp))
    await model.infer(sampleInputs(usual, 1, 'warm-up'))
  }
  say(textFrame(frameKind.ready, 0, signature))

  const frames = blockingFrames(channel)
  for (let frame = frames.next(); frame !== null; frame = frames.next()) {
    const here = [frame]
    while (frames.hasNext()) here.push(frames.next() as Frame)
    await answerAll(model, here)
  }
}

/**
 * Infers one after the other. All are handed over at once, since each turn of the event loop costs as much as a small inference; each begins
 * when the one before it has ended. The durations of its steps travel as one more tensor behind the outputs.
 */
async function answerAll(model: OpenProgram, frames: readonly Frame[]): Promise<void> {
  let unsaid: Uint8Array[] = []
  let freeSinceMs = nowMs()
  let saidAtMs = freeSinceMs
  const answer = async ({ id, tensors }: Frame, index: number) => {
    let answered: Uint8Array[]
    try {
      const { outputs, stepsMs } = await model.infer(tensors)
      if (stepsMs.length > 0) {
        outputs.push({ index: outputs.length, shape: [stepsMs.length], bytes: new Uint8Array(Float64Array.from(stepsMs).buffer) })
      }
      answered = encodeFrame({ kind: frameKind.answer, id, startedMs: freeSinceMs, endedMs: nowMs(), tensors: outputs })
    } catch (error) {
      answered = textFrame(frameKind.fault, id, messageOf(error))
    }
    unsaid.push(...answered)
    freeSinceMs = nowMs()
    if (index < frames.length - 1 && freeSinceMs - saidAtMs < heldBackMs) return
    say(unsaid)
    unsaid = []
    freeSinceMs = nowMs()
    saidAtMs = freeSinceMs
  }
  await Promise.all(frames.map(answer))
}

function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

function say(pieces: readonly Uint8Array[]): void {
  let left = [...pieces]
  while (left.length > 0) {
    let written = writevSync(channel, left)
    left = left.flatMap((piece) => {
      const taken = Math.min(written, piece.byteLength)
      written -= taken
      return taken === piece.byteLength ? [] : [piece.subarray(taken)]
    })
  }
}

try {
  await host(JSON.parse(String(process.argv[2])) as ModelHostOptions)
} catch (error) {
  if (!(error instanceof Error && 'syscall' in error)) say(textFrame(frameKind.unfit, 0, messageOf(error)))
}
process.exit()
