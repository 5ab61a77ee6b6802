/** An eye that was seen in a picture, with its box in the picture's pixels; `confidence` (0 to 1) is that of its state. */
export interface SeenEye {
  state: 'open' | 'closed'
  confidence: number
  x: number
  y: number
  width: number
  height: number
}

/** What the eyes of one face say together. */
export interface EyeVerdict {
  state: 'open' | 'closed' | 'none'
  /** 0 to 1: how sure it is of the state. */
  confidence: number
  /** The eyes that count, the surest first. */
  eyes: SeenEye[]
}

/** A face has no more. */
const mostEyes = 2

/**
 * The state of a face's eyes. Only eyes that are seen with at least the threshold's confidence count, and of those the two surest.
 * - None counts: `none`, as sure as the surest eye below the threshold is unsure.
 * - One counts, or two that agree: their state, with the mean of their confidences.
 * - Two disagree: `open`, for `closed` shall mean that no eye is seen open. Its confidence is the open one's share of both: a half where both
 *   are equally sure, less where the closed one was surer.
 */
export function eyeVerdict(seen: readonly SeenEye[], threshold: number): EyeVerdict {
  const surestFirst = [...seen].sort((one, other) => other.confidence - one.confidence)
  const eyes = surestFirst.filter((eye) => eye.confidence >= threshold).slice(0, mostEyes)
  if (eyes.length === 0) return { state: 'none', confidence: 1 - (surestFirst[0]?.confidence ?? 0), eyes }
  const open = eyes.filter((eye) => eye.state === 'open')
  if (open.length === 0) return { state: 'closed', confidence: sureness(eyes) / eyes.length, eyes }
  return { state: 'open', confidence: open.length === eyes.length ? sureness(eyes) / eyes.length : sureness(open) / sureness(eyes), eyes }
}

function sureness(eyes: readonly SeenEye[]): number {
  return eyes.reduce((sum, eye) => sum + eye.confidence, 0)
}
