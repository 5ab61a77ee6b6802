import type { PhaseSchedule } from '../schedule/schedule.ts'
import type { RunClock } from './run-clock.ts'

interface PacerOptions {
  schedule: readonly PhaseSchedule[]
  now: RunClock
  /** Nothing is under way whose end would have to be noted. */
  idle(): boolean
  onDue(phase: number, intendedMs: number): void
  onPhase(phase: number, edge: 'started' | 'ended'): void
  /** The last phase has ended. */
  onOver(): void
}

/** Follows a schedule. */
export interface Pacer {
  /** Ends the phase under way; what is due by now still becomes due. */
  stop(): void
}

/** A timer fires some 0.1 ms late and counts whole milliseconds, so it is set early; the rest is waited for in turns of the event loop, which serve answers too. */
const timerLatenessMs = 0.3

/**
 * While there are no answers to serve, that rest is waited for on the spot, which holds up the event loop by so much at most: each of its turns leaves
 * garbage, and collecting that makes requests late.
 */
const nearMs = 1 + timerLatenessMs

/** Most of it is slept away; such a sleep counts microseconds, wakes 0.1–0.2 ms late and is set to end so much early. Who slept is let in sooner. */
const napLatenessMs = 0.25
const nap = new Int32Array(new SharedArrayBuffer(4))

/** After so many due requests the event loop gets a turn, so that a backlog does not hold up answers. */
const duePerTurn = 8

const longestTimerMs = 60_000

/** Says when each request of the schedule is due and when phases begin and end, at these instants or, if the process was held up, right after. */
export function startPacer({ schedule, now, idle, onDue, onPhase, onOver }: PacerOptions): Pacer {
  let phase = -1
  let next = 0
  let over = false
  let timer: NodeJS.Timeout | undefined
  let immediate: NodeJS.Immediate | undefined

  const nextMs = () => {
    const current = schedule[phase]
    return current ? (current.arrivalsMs[next] ?? current.untilMs) : (schedule[0]?.fromMs ?? 0)
  }
  const step = () => {
    const intendedMs = schedule[phase]?.arrivalsMs[next]
    if (intendedMs !== undefined) {
      next++
      return onDue(phase, intendedMs)
    }
    if (phase >= 0) onPhase(phase, 'ended')
    phase++
    next = 0
    if (phase < schedule.length) return onPhase(phase, 'started')
    over = true
    onOver()
  }
  const turn = () => {
    do {
      for (let steps = 0; steps < duePerTurn && !over && nextMs() <= now(); steps++) step()
      if (over) return
    } while (reached())
    wait()
  }
  const reached = () => {
    const leftMs = nextMs() - now()
    if (leftMs > nearMs || !idle()) return false
    if (leftMs > napLatenessMs) Atomics.wait(nap, 0, 0, leftMs - napLatenessMs)
    while (nextMs() > now());
    return true
  }
  const wait = () => {
    const leftMs = Math.min(nextMs() - now(), longestTimerMs)
    const timerMs = Math.floor(leftMs - timerLatenessMs)
    if (timerMs >= 1) timer = setTimeout(turn, timerMs)
    else immediate = setImmediate(turn)
  }
  wait()

  return {
    stop() {
      if (over) return
      clearTimeout(timer)
      clearImmediate(immediate)
      const stoppedMs = now()
      while (!over && nextMs() <= stoppedMs) step()
      if (over) return
      over = true
      if (phase >= 0) onPhase(phase, 'ended')
      onOver()
    },
  }
}
