const quoted = String.raw`'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"`

/**
 * The class names that an exporter wrote into a file's metadata, in their order: a dictionary by number or a list, as Python or JSON. Null when
 * the text is neither, or a number is missing.
 */
export function classNames(text: string): string[] | null {
  const inner = text.trim()
  if (inner.startsWith('[') && inner.endsWith(']')) return items(inner, new RegExp(quoted, 'g')).map(([one]) => unquoted(one))
  if (!inner.startsWith('{') || !inner.endsWith('}')) return null
  const names: string[] = []
  for (const [, number, name = ''] of items(inner, new RegExp(String.raw`["']?(\d+)["']?\s*:\s*(${quoted})`, 'g'))) {
    names[Number(number)] = unquoted(name)
  }
  return Object.keys(names).length === names.length && names.length > 0 ? names : null
}

function items(text: string, pattern: RegExp): RegExpExecArray[] {
  return [...text.matchAll(pattern)]
}

/** The text between quotes, with the escapes that Python and JSON share resolved. */
function unquoted(text: string): string {
  return text
    .slice(1, -1)
    .replaceAll(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))/g, (_, unicode, byte, plain) =>
      plain === undefined ? String.fromCharCode(Number.parseInt(unicode ?? byte, 16)) : plain,
    )
}
