import process from 'node:process'
import type { Clock } from '../../base/effects.ts'
import type { RunEvent } from '../../dataset/index.ts'
import type { Plan, PlannedRun } from '../../plan/index.ts'
import type { Screen } from '../command.ts'
import { happening } from './happenings.ts'
import { openPainter } from './painter.ts'
import { plainProgress } from './plain.ts'
import { initialState, type ProgressState, stateAfter } from './state.ts'
import { windowLines } from './window.ts'

const progressModes = ['auto', 'window', 'plain', 'json', 'none'] as const

export type ProgressMode = (typeof progressModes)[number]

/** Something that watches a plan being carried out and tells of it on standard error. */
export interface Follower {
  event(run: PlannedRun, event: RunEvent): void
  say(line: string): void
  close(): void
}

const repaintMs = 250

/** Follows a plan in the wanted way; `auto` is a window on a terminal and plain lines elsewhere. */
export function followProgress(mode: ProgressMode, plan: Plan, screen: Screen, clock: Clock): Follower {
  const settled = mode !== 'auto' ? mode : screen.quiet ? 'none' : screen.errIsTerminal ? 'window' : 'plain'
  if (settled === 'window') return window(plan, screen, clock)
  if (settled === 'json') {
    const write = (line: object) => screen.err(`${JSON.stringify(line)}\n`)
    const event = (run: PlannedRun, event: RunEvent) => write({ run: run.id, index: run.index, of: plan.runs.length, ...event })
    return { event, say: (note) => write({ note }), close() {} }
  }
  const say = (line: string) => {
    if (settled === 'plain') screen.err(`${line}\n`)
  }
  const lineFor = plainProgress()
  let state = initialState(plan)
  return {
    event(run, event) {
      state = stateAfter(state, run, event)
      const line = lineFor(state, event)
      if (line !== null) say(line)
    },
    say,
    close() {},
  }
}

function window(plan: Plan, screen: Screen, clock: Clock): Follower {
  const size = () => ({ columns: process.stderr.columns || 80, rows: process.stderr.rows || 24 })
  const painter = openPainter({ write: screen.err, size })
  let state: ProgressState = initialState(plan)
  let heardAtNs = clock.monotonicNs()
  const paint = () => {
    const sinceMs = Number(clock.monotonicNs() - heardAtNs) / 1e6
    painter.paint(windowLines(state, (state.atMs ?? 0) + (state.stage === 'loading' ? sinceMs : 0), size().columns - 1))
  }
  const repainting = setInterval(paint, repaintMs)
  process.stderr.on('resize', paint)
  return {
    event(run, event) {
      state = stateAfter(state, run, event)
      if (event.atMs !== null) heardAtNs = clock.monotonicNs()
      const news = happening(event)
      if (news) painter.say(news)
      if (event.type !== 'load.progress') paint()
    },
    say: painter.say,
    close() {
      clearInterval(repainting)
      process.stderr.off('resize', paint)
      painter.close()
    },
  }
}
