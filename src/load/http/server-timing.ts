/** The stages of an inference as the server told them, in milliseconds; NaN where it said nothing. */
export interface ServerStages {
  decode: number
  queue: number
  infer: number
  encode: number
}

/** Reads the stages from a `Server-Timing` header such as `decode;dur=0.2, queue;dur=1.5, infer;dur=40.1, encode;dur=0.1`. */
export function serverStages(header: string | undefined): ServerStages {
  const stages = { decode: Number.NaN, queue: Number.NaN, infer: Number.NaN, encode: Number.NaN }
  for (const metric of header?.split(',') ?? []) {
    const [name = '', ...parameters] = metric.split(';').map((part) => part.trim())
    const duration = parameters.find((parameter) => /^dur\s*=/i.test(parameter))
    if (!duration || !Object.hasOwn(stages, name)) continue
    const text = duration.slice(duration.indexOf('=') + 1).trim()
    if (/^"?\d+(\.\d+)?"?$/.test(text)) stages[name as keyof ServerStages] = Number(text.replaceAll('"', ''))
  }
  return stages
}
