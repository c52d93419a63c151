import { lookUpKey } from '../condition-facts.ts'
import { found, rule } from '../rule.ts'
import { replaceBetween } from '../../../spec/text-between.ts'

/** Keys whose values may have a star that is no wildcard. */
const LITERAL = /^(s3:delimiter|aws:useragent|aws:referer)$/

/** A wildcard needs an operator that knows wildcards; "*" alone says only that the key exists. */
export const wildcardsInValues = rule({
  codes: ['WILDCARD_WITHOUT_LIKE_OPERATOR', 'EQUIVALENT_TO_NULL_FALSE'],
  *check({ statements }, facts) {
    for (const { conditions } of statements) {
      for (const { name, key, values, operator, operatorNode, valueNode } of conditions) {
        if (operator?.family !== 'String' || key.unknown) continue
        const like = operator.base === 'StringLike' || operator.base === 'StringNotLike'
        if (!like && !LITERAL.test(name)) {
          const better = String(operatorNode.value).replace(/Equals(IgnoreCase)?/i, 'Like')
          for (const { node, value } of values) {
            const plain = replaceBetween(value, '${', '}', () => '')
            if (/[*?]/.test(plain)) {
              yield found('WILDCARD_WITHOUT_LIKE_OPERATOR', node, {
                value,
                operator: String(operatorNode.value),
                better,
              })
            }
          }
        }
        const positive = operator.base === 'StringLike' && operator.qualifier !== 'ForAllValues' && !operator.ifExists
        const lookup = lookUpKey(name, facts)
        if (positive && lookup.kind !== 'foreign' && values.length === 1 && values[0]!.value === '*') {
          yield found('EQUIVALENT_TO_NULL_FALSE', valueNode, { key: key.shown, operator: String(operatorNode.value) })
        }
      }
    }
  },
})
