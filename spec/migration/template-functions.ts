import { itemsOf, textOf, type SourceNode } from '../text-tree/source-node.ts'

/** A call of a function of CloudFormation: a mapping of its name alone. Null for any other value. */
export function functionOf(node: SourceNode): { readonly name: string; readonly argument: SourceNode } | null {
  if (node.kind !== 'map' || node.entries.length !== 1) return null
  const [entry] = node.entries
  if (entry === undefined || !/^(Ref|Condition|Fn::[\w:]+)$/.test(entry.key)) return null
  return { name: entry.key, argument: entry.node }
}

/** The name of the condition of `Fn::If`, and its two values. */
export function branchesOf(argument: SourceNode): {
  readonly condition: string
  readonly branches: readonly SourceNode[]
} {
  const [condition, ...branches] = itemsOf(argument)
  return { condition: textOf(condition) ?? '', branches }
}

/** A single value as text; empty for anything else. */
export function scalarText(node: SourceNode): string {
  return node.kind === 'scalar' && node.value !== null ? String(node.value) : ''
}
