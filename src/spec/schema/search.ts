import { z } from 'zod'
import { Complaint, leaf } from './leaf.ts'
import { factor, patternText } from './values.ts'

const [leastValue, mostValue] = [1e-6, 1e6]

/** A share in percent, such as `5 %`, read into a number; the bounds are percents, both included. */
function percent(meaning: { description: string; examples: string[] }, least: number, most: number) {
  return leaf({ ...meaning, type: 'string', pattern: '^\\d+(\\.\\d+)? ?%$' }, (value) => {
    const match = typeof value === 'string' ? /^(\d+(?:\.\d+)?) ?%$/.exec(value) : null
    if (!match) return new Complaint('must be a percentage', typeof value === 'number' ? `write \`${value} %\`` : 'such as `5 %`')
    const share = Number(match[1])
    return share >= least && share <= most ? share / 100 : new Complaint(`must be from ${least} % to ${most} %`)
  })
}

export const search = z
  .strictObject({
    highest: patternText(
      {
        description:
          'The dotted path of the number that is raised, as a factor names it: `load.rate`, `load.clients`, `load.phases.1.rate`. Its own value in the file is not used.',
        examples: ['load.rate'],
      },
      /^\S+$/,
      new Complaint('must be a path of this file', 'such as `highest: load.rate`'),
    ),
    from: factor(
      { description: 'The lowest value, which is tried first. Where even it misses, the search ends.', examples: [5] },
      leastValue,
      mostValue,
    ),
    to: factor(
      { description: 'The highest value, which is tried second. Where even it meets the objectives, the search ends.', examples: [80] },
      leastValue,
      mostValue,
    ),
    within: percent(
      {
        description:
          'How narrowly the limit is to be known: each value that can be tried is at most this much above the one below it. Whole numbers are at least 1 apart.',
        examples: ['5 %'],
      },
      0.1,
      100,
    ).prefault('5 %'),
  })
  .optional()
  .meta({
    description:
      'Looks for the highest value of a number at which the objectives are met, by halving the range between what met and what did not. One search for each combination of levels and each repetition.',
    examples: [{ highest: 'load.rate', from: 5, to: 80, within: '5 %' }],
  })
