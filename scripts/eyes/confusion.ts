import { type EyeVerdict, eyeVerdict } from '../../src/serving/service/eye-verdict.ts'
import { type DrawnPicture, drawnPicture } from './drawn-set.ts'
import type { Manner } from './manner.ts'

type State = EyeVerdict['state']

export const states: readonly State[] = ['open', 'closed', 'none']

/** How often each true state was told to be each state. */
export interface Confusion {
  counts: Record<State, Record<State, number>>
  right: number
  all: number
}

/** The verdict that the drawn eyes deserve, were each seen without a doubt. */
export function trueState({ eyes }: Pick<DrawnPicture, 'eyes'>): State {
  return eyeVerdict(
    eyes.map((eye) => ({ ...eye, confidence: 1 })),
    0.5,
  ).state
}

/** Asks for the state of each picture of a drawn set, and compares. */
export async function confusionOf(
  manner: Manner,
  seed: number,
  count: number,
  ask: (jpeg: Buffer) => Promise<State>,
  onWrong: (index: number, picture: DrawnPicture, told: State) => void = () => {},
): Promise<Confusion> {
  const row = () => ({ open: 0, closed: 0, none: 0 })
  const counts = { open: row(), closed: row(), none: row() }
  let right = 0
  for (let index = 0; index < count; index++) {
    const picture = await drawnPicture(manner, seed, index)
    const told = await ask(picture.jpeg)
    const truth = trueState(picture)
    counts[truth][told]++
    if (told === truth) right++
    else onWrong(index, picture, told)
  }
  return { counts, right, all: count }
}
