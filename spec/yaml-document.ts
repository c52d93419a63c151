import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
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
const LONGEST_TEXT = 1_000_000

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
  if (document === null) return unreadable(problem('SPEC_TOO_DEEP', [], {}))
  const place = (offset: number): Place => placeOf(lines, offset)
  const syntax = syntaxProblems(document, text).map(({ found, offset }) => ({ problem: found, place: place(offset) }))
  const readable = syntax.every(
    ({ problem: { code } }) => code === 'YAML_DUPLICATE_KEY' || code === 'YAML_SEVERAL_DOCUMENTS',
  )
  const converted = readable ? toValue(document) : undefined
  const aliasProblems = converted?.problem ? [{ problem: converted.problem, place: START }] : []
  return {
    value: converted?.value,
    problems: [...syntax, ...aliasProblems],
    place: ({ path, at }) => place(offsetOf(document, path, at)),
  }
}

function unreadable(found: Problem): YamlDocument {
  return { value: undefined, problems: [{ problem: found, place: START }], place: () => START }
}

/** Null when the nesting exhausts the stack of the parser. */
function parse(text: string, lineCounter: LineCounter): Document.Parsed<ParsedNode> | null {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, merge: true, stringKeys: true, logLevel: 'silent' })
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function placeOf(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(1, line), column: Math.max(1, col) }
}

interface SyntaxProblem {
  readonly found: Problem
  readonly offset: number
}

function syntaxProblems(document: Document.Parsed<ParsedNode>, text: string): readonly SyntaxProblem[] {
  return [...document.errors, ...document.warnings]
    .map((error) => ({ found: syntaxProblem(error, text), offset: error.pos[0] }))
    .slice(0, MOST_SYNTAX_PROBLEMS)
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

function toValue(document: Document.Parsed<ParsedNode>): { readonly value: unknown; readonly problem: Problem | null } {
  try {
    return { value: document.toJS({ maxAliasCount: MOST_ALIASES }), problem: null }
  } catch (error) {
    if (error instanceof ReferenceError) {
      const excessive = error.message.includes('Excessive alias count')
      const found = excessive
        ? problem('YAML_TOO_MANY_ALIASES', [], { limit: MOST_ALIASES })
        : problem('YAML_SYNTAX', [], { detail: error.message.replace(/\.$/, '') })
      return { value: undefined, problem: found }
    }
    if (error instanceof RangeError) return { value: undefined, problem: problem('SPEC_TOO_DEEP', [], {}) }
    throw error
  }
}

/** Follows a path as far as the document goes. */
function offsetOf(document: Document.Parsed<ParsedNode>, path: Path, at: 'key' | 'value'): number {
  let node: unknown = document.contents
  let key = startOf(node) ?? 0
  for (const [index, segment] of path.entries()) {
    const container: unknown = isAlias(node) ? node.resolve(document) : node
    if (isMap(container)) {
      const pair = container.items.find((item) => isScalar(item.key) && String(item.key.value) === String(segment))
      if (pair === undefined) return index === path.length - 1 ? key : key
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

function startOf(node: unknown): number | null {
  const range: unknown = typeof node === 'object' && node !== null && 'range' in node ? node.range : null
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : null
}
