import { found, rule, type LintProblem } from '../rule.ts'
import type { SourceNode } from '../../../spec/text-tree/source-node.ts'

/** A key twice in one mapping: readers differ in which one counts, and IAM refuses it. */
export const duplicateKeys = rule({
  codes: ['DUPLICATE_KEY'],
  check: ({ node }) => below(node),
})

function* below(node: SourceNode): Generator<LintProblem> {
  if (node.kind === 'list') for (const item of node.items) yield* below(item)
  if (node.kind !== 'map') return
  const seen = new Set<string>()
  for (const { key, keyNode, node: value } of node.entries) {
    if (seen.has(key)) yield found('DUPLICATE_KEY', keyNode, { key })
    seen.add(key)
    yield* below(value)
  }
}
