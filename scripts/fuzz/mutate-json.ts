import type { Random } from './random.ts'
import type { FuzzTarget } from './target.ts'

/** A value of JSON. Objects are lists of entries here, so that a key may come twice or be `__proto__`. */
type Tree =
  string | number | boolean | null | { readonly items: readonly Tree[] } | { readonly entries: readonly Entry[] }
type Entry = readonly [key: string, value: Tree]

/** Nesting beyond what any reader follows. */
const DEEP = 5000

/** Values beyond which an input is not made larger. */
const LARGEST = 3000

/** JSON with some values, keys and branches changed; text that is no JSON comes back as it is. */
export function mutateJson(bytes: Uint8Array, target: FuzzTarget, random: Random): Uint8Array {
  let tree: Tree
  try {
    tree = treeOf(JSON.parse(new TextDecoder().decode(bytes)))
  } catch {
    return bytes
  }
  const changes = random.oneIn(8) ? 1 + random.below(20) : 1 + random.below(3)
  for (let change = 0; change < changes; change++) {
    const size = sizeOf(tree)
    // A part may become a copy of the whole: a few times are enough.
    if (size > LARGEST) break
    const place = random.below(size)
    tree = changedAt(tree, { left: place }, (node) => other(node, tree, target, random))
  }
  return Buffer.from(textOf(tree))
}

function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return { items: value.map(treeOf) }
  if (typeof value === 'object' && value !== null) {
    return { entries: Object.entries(value).map(([key, each]) => [key, treeOf(each)]) }
  }
  return value as string | number | boolean | null
}

function childrenOf(tree: Tree): readonly Tree[] {
  if (typeof tree !== 'object' || tree === null) return []
  return 'items' in tree ? tree.items : tree.entries.map(([, value]) => value)
}

function sizeOf(tree: Tree): number {
  return childrenOf(tree).reduce<number>((sum, each) => sum + sizeOf(each), 1)
}

/** The tree with its node of a number, counted from the root, changed. */
function changedAt(tree: Tree, place: { left: number }, change: (node: Tree) => Tree): Tree {
  if (place.left-- === 0) return change(tree)
  if (typeof tree !== 'object' || tree === null) return tree
  const inner = (each: Tree): Tree => (place.left < 0 ? each : changedAt(each, place, change))
  if ('items' in tree) return { items: tree.items.map(inner) }
  return { entries: tree.entries.map(([key, value]) => [key, inner(value)]) }
}

function nodeAt(tree: Tree, place: number): Tree {
  let found: Tree = null
  changedAt(tree, { left: place }, (node) => {
    found = node
    return node
  })
  return found
}

function other(node: Tree, root: Tree, target: FuzzTarget, random: Random): Tree {
  const text = (): string => random.pick(random.oneIn(2) ? target.tokens : TEXTS)
  switch (random.below(10)) {
    case 0:
      return random.pick(VALUES)
    case 1:
      return text()
    case 2:
      return typeof node === 'string' ? spliced(node, text(), random) : { items: [node, node] }
    case 3:
      return nodeAt(root, random.below(sizeOf(root)))
    case 4:
      return { items: [node] }
    case 5:
      return { entries: [[text(), node]] }
    default:
      break
  }
  if (typeof node !== 'object' || node === null) {
    return typeof node === 'number' ? random.pick([-node, node + 0.5, node * 1e9, Math.trunc(node) + 1]) : text()
  }
  const at = random.below(childrenOf(node).length + 1)
  if ('items' in node) {
    const items = [...node.items]
    items.splice(at, random.below(2), ...(random.oneIn(2) ? [random.pick(VALUES)] : items.slice(at, at + 1)))
    return { items: random.oneIn(50) ? Array.from({ length: 2000 }, () => items[0] ?? 1) : items }
  }
  const entries = [...node.entries]
  const [key, value] = entries[at] ?? [text(), random.pick(VALUES)]
  switch (random.below(3)) {
    case 0:
      entries.splice(at, 1)
      break
    case 1:
      entries.splice(at, random.below(2), [text(), value])
      break
    default:
      entries.splice(at, random.below(2), [key, nodeAt(root, random.below(sizeOf(root)))])
  }
  return { entries }
}

function spliced(text: string, piece: string, random: Random): string {
  const at = random.below(text.length + 1)
  return text.slice(0, at) + piece.repeat(random.oneIn(30) ? 500 : 1) + text.slice(at + random.below(3))
}

/** Written as a nesting of `DEEP` lists. */
const NESTED: Tree = { items: [] }

const VALUES: readonly Tree[] = [
  ...[null, true, false, 0, -0, 1, -1, 0.1, 1e308, -1e308, 5e-324, 2 ** 53, 2 ** 31, -(2 ** 31), 1e21, 4e13],
  ...['', ' ', '0', 'a'.repeat(5000), '\u0000', '\ud800', '😀'],
  { items: [] },
  { entries: [] },
  { items: [null] },
  { entries: [['', null]] },
  NESTED,
]

const TEXTS: readonly string[] = [
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'toJSON',
    'then',
    'length',
    '0',
    '',
  ],
  ...[
    '../../etc/passwd',
    '..',
    '.',
    '/',
    '\\',
    'C:\\x',
    '%2e%2e%2f',
    'a\u0000b',
    '\u001b[31m',
    '\r\nX: y',
    '\u202etxt',
  ],
  ...[
    '=1+1',
    '@x',
    '<script>',
    '"><img>',
    '${jndi:x}',
    '{{yyyy}}',
    '{{',
    '}}',
    '*',
    '?',
    '**',
    'a*'.repeat(60),
    '(a+)+$',
  ],
  ...[
    'arn:aws:s3:::x',
    'arn:aws:iam::111122223333:role/x',
    's3://x',
    'file:///etc/passwd',
    'http://127.0.0.1',
    '1e999',
  ],
  ...['2026-02-30T25:61:61Z', '+275760-09-13', 'PT0S', 'P1Y', 'UTC+99', '0.0.0.0/0', '::/0', '1.2.3.4/33'],
]

function textOf(tree: Tree): string {
  if (tree === NESTED) return '['.repeat(DEEP) + ']'.repeat(DEEP)
  if (typeof tree !== 'object' || tree === null) return JSON.stringify(tree)
  if ('items' in tree) return `[${tree.items.map(textOf).join(',')}]`
  return `{${tree.entries.map(([key, value]) => `${JSON.stringify(key)}:${textOf(value)}`).join(',')}}`
}
