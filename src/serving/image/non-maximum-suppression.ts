import type { Box } from './letterbox.ts'

/** Something found in a picture: where, of which class, and how sure. */
export interface Found extends Box {
  class: number
  confidence: number
}

/**
 * Keeps the surest of those that show the same thing: from the surest down, each one that does not overlap a kept one of its class by more
 * than `overlap` (intersection over union), and at most `most`. Of two that are equally sure the earlier one counts as surer.
 */
export function nonMaximumSuppression<One extends Found>(found: readonly One[], overlap: number, most: number): One[] {
  const kept: One[] = []
  const surestFirst = [...found].sort((one, other) => other.confidence - one.confidence)
  for (const one of surestFirst) {
    if (kept.length === most) break
    if (!kept.some((other) => other.class === one.class && overlapOf(other, one) > overlap)) kept.push(one)
  }
  return kept
}

/** Intersection over union of two boxes; 0 where neither has an area. */
export function overlapOf(one: Box, other: Box): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x)
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y)
  if (width <= 0 || height <= 0) return 0
  const shared = width * height
  return shared / (one.width * one.height + other.width * other.height - shared)
}
