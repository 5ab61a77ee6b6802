import type { Estimate } from '../../analysis/index.ts'
import type { Scale } from './scale.ts'
import { px } from './shapes.ts'

/** How long the arrow is that stands for an upper end that is not known. */
export const arrowLength = 18

/** The interval of an estimate as an upright path; an arrow where it has no upper end. */
export function intervalBar({ value, low, high }: Estimate, x: number, y: Scale): string {
  if (value === null || low === null) return ''
  const from = `M${px(x)} ${px(y.at(low))}`
  return high === null ? `${from}V${px(y.at(value) - arrowLength)}m-4 5l4 -5l4 5` : `${from}V${px(y.at(high))}`
}
