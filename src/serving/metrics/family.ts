/** A metric with all of its series, as lines of the text format. */
export function family(name: string, type: 'counter' | 'gauge' | 'histogram', help: string, lines: (name: string) => string[]): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines(name)]
}

/** The value of a label as it stands between its quotes. */
export function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
