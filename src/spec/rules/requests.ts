import { isDeepStrictEqual } from 'node:util'
import type { BodyChoice, MixedRequest, Share } from '../experiment.ts'
import type { Fault } from '../faults.ts'
import type { Written } from '../schema/experiment.ts'

type WrittenLoad = Written['load']
type WrittenRequest = NonNullable<WrittenLoad['requests']>[number]

/** What is wrong with the mixes of a load: a body of no kind or several, a name that stands twice or for two different requests. */
export function requestFaults(load: WrittenLoad): Fault[] {
  const faults: Fault[] = []
  const known = new Map<string, MixedRequest>()
  for (const { path, requests } of mixesOf(load)) {
    for (const [index, request] of requests.entries()) {
      const at = (key: string) => [...path, String(index), key]
      const kinds = Object.keys(request.body)
      if (kinds.length !== 1) {
        const message = kinds.length === 0 ? 'has no kind' : `is of ${kinds.length} kinds: ${kinds.join(', ')}`
        const hint = 'give one of tensors, jpeg, text, audio and files, such as `{ text: { words: 20 } }`'
        faults.push({ path: at('body'), message, hint })
        continue
      }
      const { name } = request
      const earlier = known.get(name)
      const own = mixedRequest(request, load)
      if (requests.findIndex((other) => other.name === name) < index) {
        const message = `is also the name of an earlier request: \`${name}\``
        faults.push({ path: at('name'), message, hint: 'give each request a name of its own' })
      } else if (earlier && !isDeepStrictEqual(earlier, own)) {
        const message = `stands for another request elsewhere: \`${name}\``
        faults.push({ path: at('name'), message, hint: 'give it another name, or make the two alike in all but the weight' })
      }
      known.set(name, own)
    }
  }
  return faults
}

/** Every request that some phase mixes, once; undefined where there is no mix at all. */
export function requestsOf(load: WrittenLoad): MixedRequest[] | undefined {
  const known = new Map<string, MixedRequest>()
  for (const phase of load.phases) {
    for (const request of phase.requests ?? load.requests ?? []) known.set(request.name, mixedRequest(request, load))
  }
  return known.size === 0 ? undefined : [...known.values()]
}

/** The shares of a phase's mix; undefined where it has none. */
export function mixOf(load: WrittenLoad, phase: WrittenLoad['phases'][number]): Share[] | undefined {
  return (phase.requests ?? load.requests)?.map(({ name, weight }) => ({ request: name, weight }))
}

function mixesOf({ requests, phases }: WrittenLoad): { path: string[]; requests: WrittenRequest[] }[] {
  const own = phases.map((phase, index) => ({ path: ['load', 'phases', String(index), 'requests'], requests: phase.requests ?? [] }))
  return [{ path: ['load', 'requests'], requests: requests ?? [] }, ...own]
}

function mixedRequest({ name, path, body, contentType, gzip }: WrittenRequest, load: WrittenLoad): MixedRequest {
  return { name, path: path ?? null, body: bodyOf(body, load), contentType: contentType ?? null, gzip }
}

function bodyOf({ jpeg, text, audio, files, tensors }: WrittenRequest['body'], load: WrittenLoad): BodyChoice {
  if (jpeg) return { kind: 'jpeg', ...jpeg }
  if (text) return { kind: 'text', ...text }
  if (audio) return { kind: 'audio', durationMs: audio.duration }
  if (files) return { kind: 'files', pattern: files }
  return { kind: 'tensors', encoding: tensors?.encoding ?? load.encoding }
}
