import type { Path } from '../problem.ts'

/** A document as a tree that knows where in its text each value stands. */
export type SourceNode = SourceMap | SourceList | SourceScalar

interface Placed {
  /** From the root of the file. */
  readonly path: Path
  /** Of the value's first letter, from 0; null when there is no text. */
  readonly offset: number | null
}

/** A mapping; a key may be there twice. */
export interface SourceMap extends Placed {
  readonly kind: 'map'
  readonly entries: readonly SourceEntry[]
}

/** A list. */
export interface SourceList extends Placed {
  readonly kind: 'list'
  readonly items: readonly SourceNode[]
}

/** A text, number, truth value or null. */
export interface SourceScalar extends Placed {
  readonly kind: 'scalar'
  readonly value: string | number | boolean | null
}

/** A key with its value. */
export interface SourceEntry {
  readonly key: string
  /** The key's own place; its value has the same path. */
  readonly keyNode: SourceScalar
  readonly node: SourceNode
}

/** The value of a key; the last one counts, as in JSON.parse. */
export function child(node: SourceNode | null | undefined, key: string): SourceNode | null {
  if (node?.kind !== 'map') return null
  return node.entries.findLast((entry) => entry.key === key)?.node ?? null
}

/** The entries of a mapping, or nothing. */
export function entriesOf(node: SourceNode | null | undefined): readonly SourceEntry[] {
  return node?.kind === 'map' ? node.entries : []
}

/** The items of a list, or nothing. */
export function itemsOf(node: SourceNode | null | undefined): readonly SourceNode[] {
  return node?.kind === 'list' ? node.items : []
}

/** A text, or null when the value is none. */
export function textOf(node: SourceNode | null | undefined): string | null {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : null
}

/** A value of memory as a tree without places. */
export function nodeOf(value: unknown, path: Path = []): SourceNode {
  if (Array.isArray(value)) {
    return { kind: 'list', path, offset: null, items: value.map((item, index) => nodeOf(item, [...path, index])) }
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => {
      const at = [...path, key]
      return { key, keyNode: { kind: 'scalar' as const, path: at, offset: null, value: key }, node: nodeOf(item, at) }
    })
    return { kind: 'map', path, offset: null, entries }
  }
  const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
  return { kind: 'scalar', path, offset: null, value: plain }
}
