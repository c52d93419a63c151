import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Pair,
  type YAMLMap,
  type ParsedNode,
  type YAMLError,
} from 'yaml'
import { problem, type Path, type Place, type Problem } from './problem.ts'

/** A document as a value, with the way back to its text. */
export interface YamlDocument {
  /** Undefined when the text could not be understood. */
  readonly value: unknown
  readonly problems: readonly PlacedProblem[]
  /** Where a problem stands in the text. */
  place(found: Pick<Problem, 'path' | 'at'>): Place
}

/** A problem of the text itself, which knows its place. */
export interface PlacedProblem {
  readonly problem: Problem
  readonly place: Place
}

/** Far beyond any spec; keeps the work on hostile text small. */
const LONGEST_TEXT = 100_000

/** Aliases may multiply a document by this. */
const MOST_ALIASES = 1000

/** After so many errors of syntax the rest is noise. */
const MOST_SYNTAX_PROBLEMS = 10

const START: Place = { line: 1, column: 1 }

/** Reads YAML 1.2 (and so JSON), with merge keys. Never throws. */
export function readYaml(source: string): YamlDocument {
  const text = source.startsWith('\uFEFF') ? source.slice(1) : source
  if (text.length > LONGEST_TEXT) {
    return unreadable(problem('SPEC_TOO_LONG', [], { length: text.length, limit: LONGEST_TEXT }))
  }
  const lines = new LineCounter()
  const document = parse(text, lines)
  if (document.errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) {
    return unreadable(problem('SPEC_TOO_DEEP', [], {}))
  }
  const place = (offset: number): Place => placeOf(lines, offset)
  const syntax = syntaxProblems(document, text, place)
  const readable = syntax.every(
    ({ problem: { code } }) => code === 'YAML_DUPLICATE_KEY' || code === 'YAML_SEVERAL_DOCUMENTS',
  )
  const converted = readable ? toValue(document) : undefined
  const aliasProblems = converted?.problem
    ? [{ problem: converted.problem, place: converted.at === undefined ? START : place(converted.at) }]
    : []
  return {
    value: converted?.value,
    problems: [...syntax, ...aliasProblems],
    place: ({ path, at }) => place(offsetOf(document, path, at)),
  }
}

function unreadable(found: Problem): YamlDocument {
  return { value: undefined, problems: [{ problem: found, place: START }], place: () => START }
}

function parse(text: string, lineCounter: LineCounter): Document.Parsed<ParsedNode> {
  return parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    merge: true,
    stringKeys: true,
    resolveKnownTags: false,
    logLevel: 'error',
  })
}

function placeOf(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(1, line), column: Math.max(1, col) }
}

interface SyntaxProblem {
  readonly found: Problem
  readonly offset: number
}

/** One problem of a kind in a line: the parser often sees a mistake twice. */
function syntaxProblems(
  document: Document.Parsed<ParsedNode>,
  text: string,
  place: (offset: number) => Place,
): readonly PlacedProblem[] {
  const reported = [...document.errors, ...document.warnings].map((error) => ({
    found: syntaxProblem(error, text),
    offset: error.pos[0],
  }))
  const distinct = new Map<string, PlacedProblem>()
  for (const { found, offset } of [...reported, ...unresolvedAliases(document)]) {
    const at = place(offset)
    const key = `${found.code} ${at.line}`
    if (!distinct.has(key)) distinct.set(key, { problem: found, place: at })
  }
  const problems = [...distinct.values()]
  // Behind a tab the parser is out of step.
  const tab = problems.find(({ problem: { code } }) => code === 'YAML_TAB')?.place.line ?? Infinity
  return problems
    .filter(({ problem: { code }, place: at }) => code !== 'YAML_SYNTAX' || at.line < tab)
    .slice(0, MOST_SYNTAX_PROBLEMS)
}

function unresolvedAliases(document: Document.Parsed<ParsedNode>): readonly SyntaxProblem[] {
  const found: SyntaxProblem[] = []
  visit(document, {
    Alias(_key, alias) {
      if (alias.resolve(document) !== undefined) return
      const detail = `there is no anchor &${alias.source} before the alias *${alias.source}`
      found.push({ found: problem('YAML_SYNTAX', [], { detail }), offset: startOf(alias) ?? 0 })
    },
  })
  return found
}

function syntaxProblem(error: YAMLError, text: string): Problem {
  const [start, end] = error.pos
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return problem('YAML_TAB', [], {})
    case 'DUPLICATE_KEY':
      return problem('YAML_DUPLICATE_KEY', [], { key: keyAt(text, start) }, 'key')
    case 'MULTIPLE_DOCS':
      return problem('YAML_SEVERAL_DOCUMENTS', [], {})
    case 'NON_STRING_KEY':
      return problem('YAML_KEY_NOT_TEXT', [], {}, 'key')
    case 'TAG_RESOLVE_FAILED':
      return problem('YAML_TAG_UNKNOWN', [], { tag: text.slice(start, end) })
    default:
      return problem('YAML_SYNTAX', [], { detail: error.message.replace(/\.$/, '') })
  }
}

function keyAt(text: string, offset: number): string {
  const [, quoted, plain] = /^(?:["']([^"'\n]*)["']|([^\s:{[\]},][^:\n]*))/.exec(text.slice(offset, offset + 200)) ?? []
  return (quoted ?? plain ?? '').trim()
}

interface Converted {
  readonly value: unknown
  readonly problem: Problem | null
  /** Offset of the problem; none when it is the whole document's. */
  readonly at?: number | undefined
}

function toValue(document: Document.Parsed<ParsedNode>): Converted {
  try {
    return { value: document.toJS({ maxAliasCount: MOST_ALIASES }), problem: null }
  } catch (error) {
    // All aliases are known to resolve, so a ReferenceError can only mean their number; see yaml's Alias.toJS.
    if (error instanceof ReferenceError) {
      return { value: undefined, problem: problem('YAML_TOO_MANY_ALIASES', [], { limit: MOST_ALIASES }) }
    }
    if (error instanceof RangeError) return { value: undefined, problem: problem('SPEC_TOO_DEEP', [], {}) }
    // The one other thing that yaml finds only now; see its addMergeToJSMap.
    const at = mergeOffset(document)
    if (at === undefined) throw error
    const detail = 'what is merged by << must be a map, or an alias of one that is complete'
    return { value: undefined, problem: problem('YAML_SYNTAX', [], { detail }), at }
  }
}

/** Offset of the first merge key; undefined when there is none. */
function mergeOffset(document: Document.Parsed<ParsedNode>): number | undefined {
  let offset: number | undefined
  visit(document, {
    Pair(_key, { key }) {
      if (!isScalar(key) || key.value !== '<<') return undefined
      offset = startOf(key) ?? 0
      return visit.BREAK
    },
  })
  return offset
}

/** Follows a path as far as the document goes. */
function offsetOf(document: Document.Parsed<ParsedNode>, path: Path, at: 'key' | 'value'): number {
  let node: unknown = document.contents
  let key = startOf(node) ?? 0
  for (const segment of path) {
    const container: unknown = isAlias(node) ? node.resolve(document) : node
    if (isMap(container)) {
      const pair = pairsByKey(container).get(String(segment))
      if (pair === undefined) return key
      key = startOf(pair.key) ?? key
      node = pair.value
    } else if (isSeq(container)) {
      node = container.items[Number(segment)]
      key = startOf(node) ?? key
    } else return key
  }
  const empty = node === null || (isScalar(node) && node.source === '')
  return at === 'key' || empty ? key : (startOf(node) ?? key)
}

/** The entries of mappings that were asked for: a mapping with thousands of wrong keys is asked thousands of times. */
const INDEXES = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>()

function pairsByKey(container: YAMLMap): ReadonlyMap<string, Pair> {
  const known = INDEXES.get(container)
  if (known !== undefined) return known
  const index = new Map<string, Pair>()
  for (const pair of container.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : null
    // Of a repeated key the first counts, as when looking for it from the start.
    if (key !== null && !index.has(key)) index.set(key, pair)
  }
  INDEXES.set(container, index)
  return index
}

function startOf(node: unknown): number | null {
  const range: unknown = typeof node === 'object' && node !== null && 'range' in node ? node.range : null
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : null
}
