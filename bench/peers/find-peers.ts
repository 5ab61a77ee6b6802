import { messageOf } from '../../src/base/errors.ts'

/** Gets peers before anything is timed; those that cannot be had are named, with the reason, and left out. */
export function findPeers<Peer>(makers: Readonly<Record<string, () => Peer>>): Peer[] {
  return Object.entries(makers).flatMap(([name, make]) => {
    try {
      return [make()]
    } catch (error) {
      console.log(`${name} is missing: ${messageOf(error)}`)
      return []
    }
  })
}
