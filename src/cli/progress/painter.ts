/** A few lines kept at the bottom of a terminal, with what scrolls by above them. The cursor is never hidden, so no way out can leave it so. */
export interface Painter {
  paint(lines: readonly string[]): void
  /** Prints a line above the window. */
  say(line: string): void
  /** Takes the window away. */
  close(): void
}

interface Terminal {
  write(text: string): void
  /** Columns and rows as they are now. */
  size(): { columns: number; rows: number }
}

/** Opens a window on a terminal. */
export function openPainter({ write, size }: Terminal): Painter {
  let shown: readonly string[] = []
  /** A terminal that became narrower has folded what was shown into more rows. */
  const erase = () => {
    const { columns, rows } = size()
    const up = Math.min(
      rows - 1,
      shown.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / columns)), 0),
    )
    return up > 0 ? `\u001b[${up}A\r\u001b[J` : ''
  }
  const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('')
  return {
    paint(lines) {
      const fitting = lines.slice(0, Math.max(1, size().rows - 2))
      write(`${erase()}${text(fitting)}`)
      shown = fitting
    },
    say(line) {
      write(`${erase()}${line}\n${text(shown)}`)
    },
    close() {
      write(erase())
      shown = []
    },
  }
}
