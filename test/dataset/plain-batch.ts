import { outcomes, type RequestBatch } from '../../src/dataset/index.ts'

export const meta = {
  runId: 'aaaa1111-001',
  origin: { wallMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678), monotonicNs: 0n },
  phases: [
    { name: 'warm-up', warmup: true },
    { name: 'steady', warmup: false },
  ],
  requests: ['photo', 'text'],
}

/** Requests one millisecond apart, each answered after half of one; for writers that are not tests themselves. */
export function batchOf(firstId: number, count: number): RequestBatch {
  const times = (shiftMs: number) => Float64Array.from({ length: count }, (_, row) => firstId + row + shiftMs)
  const stage = (lastedMs: number) => new Float64Array(count).fill(lastedMs)
  return {
    count,
    id: Uint32Array.from({ length: count }, (_, row) => firstId + row),
    phase: new Uint16Array(count).fill(1),
    request: new Uint16Array(count),
    replica: Uint16Array.from({ length: count }, (_, row) => row % 3),
    intendedMs: times(0),
    sentMs: times(0.05),
    firstByteMs: times(0.4),
    endMs: times(0.5),
    status: new Uint16Array(count).fill(200),
    outcome: new Uint8Array(count).fill(outcomes.indexOf('ok')),
    sentBytes: new Uint32Array(count).fill(602_112),
    receivedBytes: new Uint32Array(count).fill(4096),
    decodeMs: stage(0.1),
    queueMs: stage(0.01),
    inferMs: stage(0.2),
    encodeMs: stage(0.02),
  }
}
