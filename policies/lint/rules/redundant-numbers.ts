import { found, rule } from '../rule.ts'

/** Of several numbers, the greatest (or least) decides. */
export const redundantNumbers = rule({
  codes: ['REDUNDANT_CONDITION_VALUE_NUM'],
  *check({ statements }) {
    for (const { conditions } of statements) {
      for (const { operator, operatorNode, key, values, valueNode } of conditions) {
        if (operator?.family !== 'Numeric' || values.length < 2) continue
        const numbers = values.map(({ value }) => Number(value))
        if (numbers.some((number) => Number.isNaN(number))) continue
        const less = operator.base.startsWith('NumericLessThan')
        if (!less && !operator.base.startsWith('NumericGreaterThan')) continue
        const value = String(less ? Math.max(...numbers) : Math.min(...numbers))
        yield found('REDUNDANT_CONDITION_VALUE_NUM', valueNode, {
          key: key.shown,
          operator: String(operatorNode.value),
          value,
        })
      }
    }
  },
})
