import type { Path } from '../../../spec/problem.ts'
import { readJson } from '../../../spec/text-tree/json-source.ts'
import { textOf, type SourceNode } from '../../../spec/text-tree/source-node.ts'

/**
 * A policy that stands in a text, as JSON or as IAM's URL-encoded JSON.
 *
 * @returns its tree, which stands where the text stands; the node itself when it is no such text
 */
export function unpacked(node: SourceNode): SourceNode {
  const text = textOf(node)?.trim()
  if (text === undefined) return node
  const json = text.startsWith('{') ? text : text.startsWith('%7B') ? decoded(text) : null
  if (json === null) return node
  const source = readJson(json)
  return source.kind === 'tree' ? moved(source.root, node.path, node.offset) : node
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

function moved(node: SourceNode, prefix: Path, offset: number | null): SourceNode {
  const path = [...prefix, ...node.path]
  switch (node.kind) {
    case 'map':
      return {
        kind: 'map',
        path,
        offset,
        entries: node.entries.map(({ key, keyNode, node: value }) => ({
          key,
          keyNode: { ...keyNode, path: [...prefix, ...keyNode.path], offset },
          node: moved(value, prefix, offset),
        })),
      }
    case 'list':
      return { kind: 'list', path, offset, items: node.items.map((item) => moved(item, prefix, offset)) }
    case 'scalar':
      return { ...node, path, offset }
  }
}
