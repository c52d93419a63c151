import { isAlias, isMap, isScalar, isSeq, parseDocument, type Document } from 'yaml'
import type { Path } from '../problem.ts'
import { DEEPEST, type Source } from './json-source.ts'
import type { SourceEntry, SourceNode } from './source-node.ts'

/** More values than any template has; aliases may multiply a document. */
const MOST_NODES = 500_000

/** Reads YAML 1.2 with the short forms of CloudFormation's functions (`!Sub` = `Fn::Sub`). Never throws. */
export function readYamlSource(text: string): Source {
  const document = parseDocument(text, { prettyErrors: false, merge: false, uniqueKeys: false, logLevel: 'error' })
  const deep = document.errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION')
  if (deep !== undefined) return { kind: 'too-deep', offset: deep.pos[0] }
  const [error] = document.errors
  if (error !== undefined) return { kind: 'syntax', detail: error.message.replace(/\.$/, ''), offset: error.pos[0] }
  try {
    return { kind: 'tree', root: new Converter(document).convert(document.contents, [], 0) }
  } catch (thrown) {
    if (thrown instanceof TooDeep) return { kind: 'too-deep', offset: thrown.offset }
    throw thrown
  }
}

class TooDeep extends Error {
  readonly offset: number

  constructor(offset: number) {
    super('nested too deeply')
    this.offset = offset
  }
}

class Converter {
  readonly #document: Document.Parsed
  #nodes = 0

  constructor(document: Document.Parsed) {
    this.#document = document
  }

  convert(node: unknown, path: Path, before: number): SourceNode {
    const offset = offsetOf(node) ?? before
    if (path.length > DEEPEST || ++this.#nodes > MOST_NODES) throw new TooDeep(offset)
    const tag = tagOf(node)
    if (tag === null) return this.#plain(node, path, offset)
    const name = tag === 'Ref' || tag === 'Condition' ? tag : `Fn::${tag}`
    const inner = this.#plain(node, [...path, name], offset)
    const keyNode = { kind: 'scalar' as const, path: inner.path, offset, value: name }
    return { kind: 'map', path, offset, entries: [{ key: name, keyNode, node: inner }] }
  }

  #plain(node: unknown, path: Path, offset: number): SourceNode {
    if (isAlias(node)) return this.convert(node.resolve(this.#document) ?? null, path, offset)
    if (isMap(node)) {
      const entries = node.items.flatMap((pair) => this.#entries(pair.key, pair.value, path, offset))
      const own = new Set(entries.filter(({ merged }) => !merged).map(({ entry }) => entry.key))
      return {
        kind: 'map',
        path,
        offset,
        entries: entries.filter(({ entry, merged }) => !merged || !own.has(entry.key)).map(({ entry }) => entry),
      }
    }
    if (isSeq(node)) {
      return {
        kind: 'list',
        path,
        offset,
        items: node.items.map((item, index) => this.convert(item, [...path, index], offset)),
      }
    }
    const value: unknown = isScalar(node) ? node.value : null
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      return { kind: 'scalar', path, offset, value }
    }
    return { kind: 'scalar', path, offset, value: typeof value === 'bigint' ? Number(value) : null }
  }

  #entries(keyNode: unknown, valueNode: unknown, path: Path, before: number): readonly MergedEntry[] {
    const key = isScalar(keyNode) ? String(keyNode.value) : String(keyNode)
    const offset = offsetOf(keyNode) ?? before
    if (key === '<<') {
      const merged = this.convert(valueNode, path, offset)
      const maps = merged.kind === 'list' ? merged.items : [merged]
      return maps.flatMap((map) => (map.kind === 'map' ? map.entries : [])).map((entry) => ({ entry, merged: true }))
    }
    const at = [...path, key]
    const entry: SourceEntry = {
      key,
      keyNode: { kind: 'scalar', path: at, offset, value: key },
      node: this.convert(valueNode, at, offset),
    }
    return [{ entry, merged: false }]
  }
}

/** An entry, and whether `<<` brought it: what is written out wins. */
interface MergedEntry {
  readonly entry: SourceEntry
  readonly merged: boolean
}

function tagOf(node: unknown): string | null {
  const tag: unknown = typeof node === 'object' && node !== null && 'tag' in node ? node.tag : null
  return typeof tag === 'string' && /^![A-Za-z]/.test(tag) ? tag.slice(1) : null
}

function offsetOf(node: unknown): number | null {
  const range: unknown = typeof node === 'object' && node !== null && 'range' in node ? node.range : null
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : null
}
