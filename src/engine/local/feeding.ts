import type { Clock } from '../../base/effects.ts'
import { sinceOriginMs } from '../../base/origin.ts'
import { seededRandom } from '../../base/random.ts'
import type { ReplicaCommand } from '../../serving/index.ts'

type FeedCommand = Extract<ReplicaCommand, { type: 'feed' }>

/** Keeps account of which replicas feed themselves. */
export interface Feeding {
  /** Feeds these replicas, and those that join before the window is over, from then on. */
  feed(command: FeedCommand): void
  join(replica: number, send: (command: ReplicaCommand) => void): void
  /** A replica finished one of its windows. */
  over(replica: number): void
  /** A replica is gone, and with it what it still owed. */
  leave(replica: number): void
  /** Resolves when no replica owes anything. */
  out(): Promise<void>
}

/** An account without any replica. */
export function openFeeding(clock: Clock): Feeding {
  const commands: FeedCommand[] = []
  const members = new Map<number, { send(command: ReplicaCommand): void; owed: number }>()
  let waiting: (() => void)[] = []

  const settle = () => {
    if ([...members.values()].some(({ owed }) => owed > 0)) return
    for (const resolve of waiting) resolve()
    waiting = []
  }
  const give = (replica: number, command: FeedCommand) => {
    const member = members.get(replica)
    if (!member) return
    member.owed++
    member.send({ ...command, seed: seededRandom(command.seed, `replica ${replica}`).nextUint32() })
  }

  return {
    feed(command) {
      commands.push(command)
      for (const replica of members.keys()) give(replica, command)
    },
    join(replica, send) {
      members.set(replica, { send, owed: 0 })
      for (const command of commands) {
        const fromMs = Math.max(command.fromMs, sinceOriginMs({ monotonicNs: BigInt(command.originNs) }, clock))
        if (fromMs < command.untilMs) give(replica, { ...command, fromMs })
      }
    },
    over(replica) {
      const member = members.get(replica)
      if (member) member.owed--
      settle()
    },
    leave(replica) {
      members.delete(replica)
      settle()
    },
    out() {
      return new Promise((resolve) => {
        waiting.push(resolve)
        settle()
      })
    },
  }
}
