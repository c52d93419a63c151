import { nearest } from '../../../spec/nearest.ts'
import { STATEMENT_ELEMENTS } from '../policy-view.ts'
import { found, rule, type LintProblem } from '../rule.ts'
import { entriesOf, type SourceNode } from '../../../spec/text-tree/source-node.ts'

const TOP: readonly string[] = ['Version', 'Id', 'Statement']

/** Every key of a policy is one that IAM knows; case matters. */
export const policyElements = rule({
  codes: ['INVALID_POLICY_ELEMENT'],
  *check({ node, statements }) {
    yield* unknown(node, TOP)
    for (const statement of statements) yield* unknown(statement.node, STATEMENT_ELEMENTS)
  },
})

function* unknown(node: SourceNode, names: readonly string[]): Generator<LintProblem> {
  for (const { key, keyNode } of entriesOf(node)) {
    if (names.includes(key)) continue
    yield found('INVALID_POLICY_ELEMENT', keyNode, { element: key, suggestion: nearest(key, names) })
  }
}
