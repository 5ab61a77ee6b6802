import { writeSync } from 'node:fs'
import process from 'node:process'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { messageOf } from '../../base/errors.ts'
import type { TensorSpec } from '../contract.ts'
import { datatypeOfRuntime, datatypes, valuesOf } from './datatype.ts'
import { encodeFrame, type Frame, frameKind, textFrame, type WireTensor } from './frame.ts'
import { blockingFrames } from './frame-reader.ts'
import { sampleInputs } from './sample-inputs.ts'

/** What the model process is told when it starts. */
export interface ModelHostOptions {
  path: string
  threads: number
  /** Give one inference before saying that it is ready. */
  warmUp: boolean
}

/** What it says once its model is loaded; -1 marks a free dimension. */
export interface ModelSignature {
  inputs: TensorSpec[]
  outputs: TensorSpec[]
  /** Free dimensions of inputs other than the first, in words. */
  unfixed: string[]
}

/** The end of a channel to the server, which is the other end; both sides know the number. */
const channel = 3

/** While the next frame is here already, answers are held back for so long at most and said together: to wake the server for each costs more. */
const heldBackMs = 0.3

/**
 * The process that a model runs in. An inference blocks its event loop anyway, so it waits for work by reading its channel, and ends when
 * the server is gone. Signals that end the server leave it alone: the server says when there is nothing more to do.
 */
async function host({ path, threads, warmUp }: ModelHostOptions): Promise<void> {
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => {})
  const session = await InferenceSession.create(path, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  })
  const signature = {
    inputs: session.inputMetadata.map(specOf),
    outputs: session.outputMetadata.map(specOf),
    unfixed: session.inputMetadata.flatMap(unfixedOf),
  }
  if (warmUp) await infer(session, signature, sampleInputs(signature.inputs, 1, 'warm-up'))
  say(textFrame(frameKind.ready, 0, signature))

  const frames = blockingFrames(channel)
  for (let frame = frames.next(); frame !== null; frame = frames.next()) {
    const here = [frame]
    while (frames.hasNext()) here.push(frames.next() as Frame)
    await answerAll(session, signature, here)
  }
}

/**
 * Infers one after the other. All are handed over at once, since each turn of the event loop costs as much as a small inference; each begins
 * when the one before it has ended.
 */
async function answerAll(session: InferenceSession, signature: ModelSignature, frames: readonly Frame[]): Promise<void> {
  let unsaid: Buffer[] = []
  let freeSinceMs = nowMs()
  let saidAtMs = freeSinceMs
  const answer = async ({ id, tensors }: Frame, index: number) => {
    let answered: Buffer
    try {
      const outputs = await infer(session, signature, tensors)
      answered = encodeFrame({ kind: frameKind.answer, id, startedMs: freeSinceMs, endedMs: nowMs(), tensors: outputs })
    } catch (error) {
      answered = textFrame(frameKind.fault, id, messageOf(error))
    }
    unsaid.push(answered)
    freeSinceMs = nowMs()
    if (index < frames.length - 1 && freeSinceMs - saidAtMs < heldBackMs) return
    say(unsaid.length === 1 ? answered : Buffer.concat(unsaid))
    unsaid = []
    freeSinceMs = nowMs()
    saidAtMs = freeSinceMs
  }
  await Promise.all(frames.map(answer))
}

async function infer(
  session: InferenceSession,
  { inputs, outputs }: ModelSignature,
  tensors: readonly WireTensor[],
): Promise<WireTensor[]> {
  const feeds: Record<string, Tensor> = {}
  for (const { index, shape, bytes } of tensors) {
    const { name, datatype } = inputs[index] as TensorSpec
    feeds[name] = new Tensor(datatypes[datatype].runtimeName, valuesOf(datatype, bytes) as Float32Array, shape)
  }
  const results = await session.run(feeds)
  return outputs.map(({ name }, index) => {
    const { dims, data } = results[name] as Tensor
    const { buffer, byteOffset, byteLength } = data as Float32Array
    return { index, shape: dims, bytes: new Uint8Array(buffer, byteOffset, byteLength) }
  })
}

function specOf(value: InferenceSession.ValueMetadata): TensorSpec {
  if (!value.isTensor) throw new Error(`${value.name} is no tensor`)
  const datatype = datatypeOfRuntime(value.type)
  if (datatype === null) throw new Error(`${value.name} is of type ${value.type}; served are ${Object.keys(datatypes).join(', ')}`)
  return { name: value.name, datatype, shape: value.shape.map((size) => (typeof size === 'number' ? size : -1)) }
}

function unfixedOf(value: InferenceSession.ValueMetadata): string[] {
  const shape = value.isTensor ? value.shape : []
  return shape.flatMap((size, axis) => (axis > 0 && typeof size === 'string' ? `${size || `dimension ${axis}`} of ${value.name}` : []))
}

function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

function say(bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(channel, bytes, at)
}

try {
  await host(JSON.parse(String(process.argv[2])) as ModelHostOptions)
} catch (error) {
  if (!(error instanceof Error && 'syscall' in error)) say(textFrame(frameKind.unfit, 0, messageOf(error)))
}
process.exit()
