import { dirname } from 'node:path'
import type { Effects } from '../base/effects.ts'
import { realEffects } from '../base/effects.ts'
import { hasSystemCode } from '../base/errors.ts'
import { diskError } from '../base/write-file.ts'
import type { RunEvent, RunEventBody } from './event.ts'
import type { RunFolder } from './layout.ts'

/** The journal of a run, open for writing. */
export interface Journal {
  /** Writes one event, with the wall-clock time of now and a time of the run's axis; returns it as it was written. */
  append(body: RunEventBody, atMs: number | null): RunEvent
  close(): void
}

/** Opens `events.jsonl` for appending; each event is one line, written at once, so that a cut-off run has all but the last. */
export function openJournal(folder: RunFolder, { disk, clock }: Pick<Effects, 'disk' | 'clock'>): Journal {
  disk.mkdirSync(dirname(folder.events), { recursive: true })
  const torn = endsTorn(folder.events, disk)
  const file = disk.openSync(folder.events, 'a')
  let closed = false
  const write = (text: string) => {
    try {
      disk.writeSync(file, text)
    } catch (error) {
      throw diskError(error, folder.events)
    }
  }
  if (torn) write('\n')
  return {
    append(body, atMs) {
      const event = { time: new Date(clock.wallMs()).toISOString(), atMs: atMs === null ? null : Math.round(atMs * 1000) / 1000, ...body }
      write(`${JSON.stringify(event)}\n`)
      return event
    },
    close() {
      if (!closed) disk.closeSync(file)
      closed = true
    },
  }
}

/** All events of a run in the order in which they were written; lines that a crash cut off are counted, not guessed. */
export function readJournal(folder: RunFolder, { disk }: Pick<Effects, 'disk'> = realEffects): { events: RunEvent[]; tornLines: number } {
  const events: RunEvent[] = []
  let tornLines = 0
  for (const line of readOrEmpty(folder.events, disk).split('\n')) {
    if (line === '') continue
    try {
      const event = JSON.parse(line) as RunEvent
      if (typeof event?.type === 'string') events.push(event)
      else tornLines++
    } catch {
      tornLines++
    }
  }
  return { events, tornLines }
}

function endsTorn(path: string, disk: Effects['disk']): boolean {
  const text = readOrEmpty(path, disk)
  return text !== '' && !text.endsWith('\n')
}

function readOrEmpty(path: string, disk: Effects['disk']): string {
  try {
    return disk.readFileSync(path, 'utf8')
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT')) return ''
    throw error
  }
}
