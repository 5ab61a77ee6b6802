import { type Document, isAlias, isMap, isScalar, isSeq, Lexer, type Node, type Pair, parseDocument, visit, type YAMLMap } from 'yaml'
import { DynoError } from '../base/errors.ts'
import type { Json } from '../base/stable-json.ts'
import { placeAt } from './source.ts'

/** Where a value and its key stand in the text, as offsets. */
export interface Spot {
  key: [start: number, end: number] | null
  value: [start: number, end: number]
  /** A mapping or list written over lines: a fault in it as a whole is shown at its key. */
  container: boolean
}

export interface ParsedYaml {
  value: Json | undefined
  /** By path, its steps joined with `pathSeparator`. */
  spots: Map<string, Spot>
}

export const pathSeparator = '\0'

const maxTokens = 50_000
const maxValues = 20_000
const maxDepth = 50

/** Reads one YAML document into plain values, with anchors and merge keys resolved, and remembers where each value stands. */
export function parseYaml(file: string, text: string): ParsedYaml {
  const fail: Reading['fail'] = (message, [start = 0, end = 0], hint) => {
    throw new DynoError('KD_SPEC_SYNTAX', message, { place: placeAt(file, text, Math.min(start, text.length), end - start), hint })
  }
  refuseTooManyTokens(file, text)
  const document = parseDocument(text, {
    merge: true,
    schema: 'core',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  })
  const fault = document.errors[0] ?? document.warnings[0]
  if (fault) {
    const [message, hint] = inPlainWords(fault.code, fault.message)
    fail(message, fault.pos, hint)
  }
  const reading: Reading = { fail, targets: targetsOf(document), spots: new Map(), values: 0 }
  const value = document.contents === null ? undefined : plainValue(reading, document.contents, [], null)
  return { value, spots: reading.spots }
}

function refuseTooManyTokens(file: string, text: string): void {
  let tokens = 0
  for (const _ of new Lexer().lex(text)) {
    if (++tokens > maxTokens) {
      throw new DynoError('KD_SPEC_TOO_LARGE', `${file} has more than ${maxTokens} parts`, {
        hint: 'an experiment file has some dozens of lines; is it the right file?',
      })
    }
  }
}

function inPlainWords(code: string, message: string): [message: string, hint?: string] {
  if (code === 'TAB_AS_INDENT') return ['is indented with a tab', 'indent with spaces']
  if (code === 'MULTIPLE_DOCS') return ['begins a second YAML document', 'write one experiment per file']
  if (code === 'RESOURCE_EXHAUSTION') return ['is nested too deeply']
  if (code === 'TAG_RESOLVE_FAILED') return ['has a tag, which this language does not use', 'remove the word that begins with `!`']
  if (code === 'BAD_INDENT' || code === 'BLOCK_AS_IMPLICIT_KEY')
    return [lowerFirst(message), 'check the indentation, and put text with a colon in quotes']
  return [lowerFirst(message)]
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1)
}

interface Reading {
  fail(message: string, range: readonly number[], hint?: string): never
  /** What each alias stands for: the last node before it that bears its anchor. */
  targets: Map<unknown, Node>
  spots: Map<string, Spot>
  values: number
}

function targetsOf(document: Document): Map<unknown, Node> {
  const anchors = new Map<string, Node>()
  const targets = new Map<unknown, Node>()
  visit(document, {
    Node: (_, node) => {
      const target = isAlias(node) ? anchors.get(node.source) : undefined
      if (target) targets.set(node, target)
      if (!isAlias(node) && node.anchor) anchors.set(node.anchor, node)
    },
  })
  return targets
}

function plainValue(reading: Reading, written: unknown, path: string[], key: unknown): Json {
  const node = resolved(reading, written)
  const range = rangeOf(written) ?? rangeOf(key) ?? [0, 0]
  if (++reading.values > maxValues) reading.fail(`has more than ${maxValues} values once its aliases are filled in`, range)
  if (path.length > maxDepth) reading.fail('is nested too deeply', range)
  reading.spots.set(path.join(pathSeparator), { key: rangeOf(key), value: range, container: isMap(node) || isSeq(node) })
  if (isMap(node)) {
    const members = new Map<string, Pair>()
    gather(reading, node, members, new Set())
    return Object.fromEntries([...members].map(([name, pair]) => [name, plainValue(reading, pair.value, [...path, name], pair.key)]))
  }
  if (isSeq(node)) return node.items.map((item, index) => plainValue(reading, item, [...path, String(index)], null))
  const value = isScalar(node) ? node.value : null
  return value === undefined || typeof value === 'symbol' ? null : (value as Json)
}

/** Gathers a map's own pairs first, then those that merge keys bring in and that are not there yet. */
function gather(reading: Reading, map: YAMLMap, members: Map<string, Pair>, seen: Set<YAMLMap>): void {
  if (seen.has(map)) return
  seen.add(map)
  const own = new Set<string>()
  for (const pair of map.items) {
    if (isMergeKey(pair.key)) continue
    const name = keyName(reading, pair.key)
    if (own.has(name)) reading.fail(`stands twice: \`${name}\``, rangeOf(pair.key) ?? [0, 0], 'remove one of the two')
    own.add(name)
    if (!members.has(name)) members.set(name, pair)
  }
  for (const { key, value } of map.items) {
    if (!isMergeKey(key)) continue
    const target = resolved(reading, value)
    for (const item of isSeq(target) ? target.items : [target]) {
      const other = resolved(reading, item)
      if (isMap(other)) gather(reading, other, members, seen)
      else
        reading.fail(
          'merges something that is not a mapping',
          rangeOf(key) ?? [0, 0],
          'after `<<:` stands an alias of a mapping, such as `*base`',
        )
    }
  }
}

function keyName(reading: Reading, key: unknown): string {
  const range = rangeOf(key) ?? [0, 0]
  if (!isScalar(key) || key.value === null || typeof key.value === 'symbol') return reading.fail('has a key that is not text', range)
  const name = String(key.value)
  if (name === '__proto__') reading.fail('has a key that no file may have: `__proto__`', range)
  return name
}

function resolved(reading: Reading, node: unknown): unknown {
  if (!isAlias(node)) return node
  return reading.targets.get(node) ?? reading.fail(`names an anchor that is not there: \`*${node.source}\``, rangeOf(node) ?? [0, 0])
}

function isMergeKey(key: unknown): boolean {
  return (
    isScalar(key) &&
    (key.value === '<<' || (typeof key.value === 'symbol' && key.value.description === '<<')) &&
    key.type !== 'QUOTE_DOUBLE' &&
    key.type !== 'QUOTE_SINGLE'
  )
}

function rangeOf(node: unknown): [number, number] | null {
  const range = (node as Node | null)?.range
  return range ? [range[0], range[1]] : null
}
