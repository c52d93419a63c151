import { found, rule } from '../rule.ts'

/** The values of a key are of one JSON type, and a truth value is compared with one. */
export const conditionValueTypes = rule({
  codes: ['INVALID_CONDITION_DATA_TYPE', 'INVALID_CONDITION_MULTIPLE_BOOLEAN'],
  *check({ statements }) {
    for (const { conditions } of statements) {
      for (const { key, values, operator, valueNode } of conditions) {
        const types = new Set(values.map(({ node }) => typeof node.value))
        if (types.size > 1) yield found('INVALID_CONDITION_DATA_TYPE', valueNode, { key: key.shown })
        const single = operator?.qualifier === null && (operator.family === 'Bool' || operator.family === 'Null')
        if (single && values.length > 1)
          yield found('INVALID_CONDITION_MULTIPLE_BOOLEAN', valueNode, { key: key.shown })
      }
    }
  },
})
