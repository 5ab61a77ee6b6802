/** Speech begins at this probability, and is over below the other one. */
const begins = 0.5
const ends = 0.35
/** Shorter pauses are bridged, then shorter speech is dropped. */
const shortestPauseSeconds = 0.1
const shortestSpeechSeconds = 0.25

export interface Segment {
  startSeconds: number
  endSeconds: number
}

/** From when to when somebody speaks, by the probabilities of chunks of equal length. */
export function speechSegments(probabilities: readonly number[], chunkSeconds: number, totalSeconds: number): Segment[] {
  const segments: Segment[] = []
  let isSpeech = false
  for (const [index, probability] of probabilities.entries()) {
    isSpeech = probability >= (isSpeech ? ends : begins)
    if (!isSpeech) continue
    const [startSeconds, endSeconds] = [
      toMilliseconds(index * chunkSeconds),
      toMilliseconds(Math.min(totalSeconds, (index + 1) * chunkSeconds)),
    ]
    const last = segments.at(-1)
    if (last && startSeconds - last.endSeconds < shortestPauseSeconds) last.endSeconds = endSeconds
    else segments.push({ startSeconds, endSeconds })
  }
  return segments.filter(({ startSeconds, endSeconds }) => endSeconds - startSeconds >= shortestSpeechSeconds)
}

function toMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
