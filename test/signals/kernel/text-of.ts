import { KernelText } from '../../../src/signals/kernel/kernel-text.ts'

/** A kernel text that holds the given words, as if it had been read from a file. */
export function textOf(content: string): KernelText {
  const text = new KernelText()
  text.bytes = Buffer.from(content, 'latin1')
  text.end = text.bytes.length
  return text
}
