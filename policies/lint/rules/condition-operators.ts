import { nearest } from '../../../spec/nearest.ts'
import { BASE_OPERATORS, isOperator, parseOperator } from '../operators.ts'
import { found, rule } from '../rule.ts'
import { entriesOf } from '../../../spec/text-tree/source-node.ts'

/** Operators exist, and Null has neither suffix nor qualifier. */
export const conditionOperators = rule({
  codes: ['INVALID_CONDITION_OPERATOR', 'NULL_WITH_IF_EXISTS', 'NULL_WITH_QUALIFIER'],
  *check({ statements }) {
    for (const statement of statements) {
      for (const { key: operator, keyNode, node } of entriesOf(statement.element('Condition'))) {
        if (!isOperator(operator)) {
          const suggestion = nearest(operator, Object.keys(BASE_OPERATORS))
          const empty =
            node.kind === 'map' &&
            (node.entries.length === 0 || node.entries.every(({ node: value }) => isEmpty(value)))
          yield found('INVALID_CONDITION_OPERATOR', keyNode, { operator, suggestion }, empty ? 'warning' : null)
          continue
        }
        const { base, ifExists, qualifier } = parseOperator(operator)
        if (base !== 'Null') continue
        if (ifExists) yield found('NULL_WITH_IF_EXISTS', keyNode, {})
        if (qualifier !== null) yield found('NULL_WITH_QUALIFIER', keyNode, { operator })
      }
    }
  },
})

function isEmpty(node: ReturnType<typeof entriesOf>[number]['node']): boolean {
  return (node.kind === 'map' && node.entries.length === 0) || (node.kind === 'list' && node.items.length === 0)
}
