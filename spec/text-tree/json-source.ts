import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser'
import type { Path } from '../problem.ts'
import type { SourceNode } from './source-node.ts'

/** What reading a text gave: a tree, or why there is none. */
export type Source =
  | { readonly kind: 'tree'; readonly root: SourceNode }
  | { readonly kind: 'syntax'; readonly detail: string; readonly offset: number }
  | { readonly kind: 'too-deep'; readonly offset: number }

/** Deeper than any policy, template or plan; keeps recursion small. */
export const DEEPEST = 200

/** Reads strict JSON (RFC 8259). Never throws. */
export function readJson(text: string): Source {
  const deep = tooDeepAt(text)
  if (deep !== null) return { kind: 'too-deep', offset: deep }
  const errors: ParseError[] = []
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false })
  const [first] = errors
  if (first !== undefined || tree === undefined) {
    return {
      kind: 'syntax',
      detail: first === undefined ? 'nothing was found' : detailOf(first),
      offset: first?.offset ?? 0,
    }
  }
  return { kind: 'tree', root: nodeOfTree(tree, []) }
}

function nodeOfTree(node: Node, path: Path): SourceNode {
  const { offset } = node
  switch (node.type) {
    case 'object':
      return {
        kind: 'map',
        path,
        offset,
        entries: (node.children ?? []).map(({ children: [keyNode, valueNode] = [] }) => {
          const key = String(keyNode?.value)
          const at = [...path, key]
          return {
            key,
            keyNode: { kind: 'scalar', path: at, offset: keyNode?.offset ?? offset, value: key },
            node: valueNode === undefined ? nullAt(at, offset) : nodeOfTree(valueNode, at),
          }
        }),
      }
    case 'array':
      return {
        kind: 'list',
        path,
        offset,
        items: (node.children ?? []).map((item, index) => nodeOfTree(item, [...path, index])),
      }
    default: {
      const value: unknown = node.value
      const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
      return { kind: 'scalar', path, offset, value: plain }
    }
  }
}

function nullAt(path: Path, offset: number): SourceNode {
  return { kind: 'scalar', path, offset, value: null }
}

/** Where brackets nest too deeply; quotes hide brackets. */
function tooDeepAt(text: string): number | null {
  let depth = 0
  let quoted = false
  for (let index = 0; index < text.length; index++) {
    const letter = text.charCodeAt(index)
    if (quoted) {
      if (letter === BACKSLASH) index++
      else if (letter === QUOTE) quoted = false
    } else if (letter === QUOTE) quoted = true
    else if (letter === OPEN_BRACE || letter === OPEN_BRACKET) {
      if (++depth > DEEPEST) return index
    } else if (letter === CLOSE_BRACE || letter === CLOSE_BRACKET) depth--
  }
  return null
}

const BACKSLASH = 92
const QUOTE = 34
const OPEN_BRACE = 123
const OPEN_BRACKET = 91
const CLOSE_BRACE = 125
const CLOSE_BRACKET = 93

/** "CommaExpected" -> "comma expected". */
function detailOf({ error }: ParseError): string {
  return printParseErrorCode(error)
    .replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`)
    .toLowerCase()
}
