import { readFileSync } from 'node:fs'
import { centreCropped } from '../image/centre-crop.ts'
import type { TensorSpec } from '../tensor/tensor.ts'
import { pictureInput } from './picture-input.ts'
import type { Service } from './service.ts'
import type { Task } from './task.ts'
import { floatsOf } from './wire.ts'

/** How many of the likeliest classes are answered. */
const answered = 5

/** `POST /predict` with a picture: the likeliest classes of what its middle shows. */
export function classifyService(input: TensorSpec, task: Extract<Task, { kind: 'classify' }>): Service {
  const { contentTypes, read } = pictureInput(input, task, (picture, { width }) => centreCropped(picture, width))
  const labels = task.labels === null ? [] : readFileSync(task.labels, 'utf8').trimEnd().split(/\r?\n/)
  return {
    path: '/predict',
    contentTypes,
    async read(body, contentType, steps) {
      const { tensors, release } = await read(body, contentType, steps)
      return {
        inputs: tensors,
        answer([output]) {
          release()
          const probabilities = softmax(floatsOf(output))
          const likeliest = [...probabilities.keys()].sort(
            (one, other) => (probabilities[other] as number) - (probabilities[one] as number),
          )
          return {
            classes: likeliest.slice(0, answered).map((index) => ({
              class: index,
              label: labels[index] ?? null,
              probability: probabilities[index],
            })),
          }
        },
      }
    },
  }
}

/** Probabilities of logits. */
function softmax(logits: Float32Array): Float32Array {
  const highest = logits.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY)
  const shares = logits.map((logit) => Math.exp(logit - highest))
  const sum = shares.reduce((total, share) => total + share, 0)
  return shares.map((share) => share / sum)
}
