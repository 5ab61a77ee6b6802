import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import process from 'node:process'
import { valuesOf } from '../../base/datatype.ts'
import { siblingModule } from '../../base/sibling-module.ts'
import type { WireTensor } from '../tensor/tensor.ts'
import { encodeFrame, type Frame, frameKind, textOf } from './frame.ts'
import { frameReader } from './frame-reader.ts'
import type { ModelHostOptions, ModelSignature } from './host-messages.ts'

/** How an inference ended; times by the machine's monotonic clock. */
export type Inference =
  | { kind: 'answer'; startedMs: number; endedMs: number; outputs: WireTensor[]; stepsMs: readonly number[] }
  | { kind: 'failed'; message: string }

/** A process that holds one model. */
export interface ModelProcess {
  pid: number
  /** Resolves once it can infer; rejects with a plain Error when it cannot, whatever the reason. */
  ready: Promise<ModelSignature>
  /** Resolves to the reason, in words, once it has ended; each inference under way has then failed. */
  ended: Promise<string>
  /** Inferences are done one after the other, in the order in which they are handed over. */
  infer(inputs: readonly WireTensor[], onInferred: (inference: Inference) => void): void
  /** Lets it finish what it was handed and end. */
  close(): Promise<void>
  /** Ends it at once. */
  kill(): void
}

/** Starts a process and loads the model in it. It ends when this process does. `onEnd` is called before the inferences under way fail. */
export function startModelProcess(options: ModelHostOptions, onEnd: (reason: string) => void = () => {}): ModelProcess {
  const child = spawn(process.execPath, [siblingModule(import.meta.url, './model-host'), JSON.stringify(options)], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  })
  const channel = child.stdio[3] as Socket
  const open = new Map<number, (inference: Inference) => void>()
  let count = 0
  let outgoing: Uint8Array[] = []
  let onReady: (signature: ModelSignature) => void
  let onUnfit: (error: Error) => void
  const ready = new Promise<ModelSignature>((resolve, reject) => {
    onReady = resolve
    onUnfit = reject
  })
  ready.catch(() => {})

  let outputCount = 0
  const answered = ({ startedMs, endedMs, tensors }: Frame): Inference => {
    const [steps] = tensors.splice(outputCount)
    const stepsMs = steps ? [...(valuesOf('FP64', steps.bytes) as Float64Array)] : []
    return { kind: 'answer', startedMs, endedMs, outputs: tensors, stepsMs }
  }
  const hear = (frame: Frame) => {
    if (frame.kind === frameKind.ready) {
      const signature = textOf(frame) as ModelSignature
      outputCount = signature.outputs.length
      return onReady(signature)
    }
    if (frame.kind === frameKind.unfit) return onUnfit(new Error(String(textOf(frame))))
    const onInferred = open.get(frame.id)
    open.delete(frame.id)
    if (frame.kind === frameKind.fault) onInferred?.({ kind: 'failed', message: String(textOf(frame)) })
    else onInferred?.(answered(frame))
  }
  channel.on('data', frameReader(hear))
  channel.on('error', () => {})

  const ended = new Promise<string>((resolve) => {
    const end = (reason: string) => {
      onUnfit(new Error(reason))
      onEnd(reason)
      for (const onInferred of open.values()) onInferred({ kind: 'failed', message: reason })
      open.clear()
      resolve(reason)
    }
    child.on('error', (error) => end(`the model process could not be started: ${error.message}`))
    child.on('close', (code, signal) => end(`the model process ended with ${signal ?? `exit code ${code}`}`))
  })

  const flush = () => {
    channel.cork()
    for (const bytes of outgoing) channel.write(bytes)
    channel.uncork()
    outgoing = []
  }
  return {
    pid: child.pid ?? 0,
    ready,
    ended,
    infer(inputs, onInferred) {
      const id = count++ % 2 ** 32
      open.set(id, onInferred)
      if (outgoing.length === 0) setImmediate(flush)
      outgoing.push(...encodeFrame({ kind: frameKind.infer, id, startedMs: 0, endedMs: 0, tensors: [...inputs] }))
    },
    async close() {
      if (outgoing.length > 0) flush()
      channel.end()
      await ended
    },
    kill() {
      child.kill('SIGKILL')
    },
  }
}
