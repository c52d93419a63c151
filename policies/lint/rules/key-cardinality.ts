import { isMultivalued, lookUpKey } from '../condition-facts.ts'
import { found, rule } from '../rule.ts'

/** ForAllValues and ForAnyValue belong to keys with several values, and to them alone. */
export const keyCardinality = rule({
  codes: ['MISSING_QUALIFIER', 'FORALLVALUES_WITH_SINGLE_VALUED_KEY'],
  *check({ statements }, facts) {
    for (const { conditions, effect } of statements) {
      for (const { key, name, operator, operatorNode, values } of conditions) {
        if (operator === null || operator.base === 'Null' || key.unknown) continue
        const lookup = lookUpKey(name, facts)
        if (lookup.kind !== 'global' && lookup.kind !== 'service') continue
        const several = isMultivalued(lookup.key)
        if (several && operator.qualifier === null && values.length > 0) {
          yield found('MISSING_QUALIFIER', key.node, { key: key.shown })
        }
        // In a Deny an absent key denies more, not less.
        if (!several && operator.qualifier === 'ForAllValues' && effect === 'Allow') {
          yield found('FORALLVALUES_WITH_SINGLE_VALUED_KEY', key.node, {
            key: key.shown,
            operator: String(operatorNode.value),
          })
        }
      }
    }
  },
})
