import { readDate } from '../iam-date.ts'
import { readRange } from '../ip-range.ts'
import { found, rule, type LintProblem } from '../rule.ts'
import type { Text } from '../text.ts'
import type { Operator } from '../operators.ts'

/** The values of a condition are what its operator compares. */
export const valueFitsOperator = rule({
  codes: [
    'TYPE_MISMATCH_BOOLEAN',
    'TYPE_MISMATCH_DATE',
    'INVALID_DATE_VALUE',
    'DATE_REFUSED',
    'TYPE_MISMATCH_IP_RANGE',
    'TYPE_MISMATCH_NUMBER',
    'TYPE_MISMATCH_STRING',
  ],
  *check({ statements }) {
    for (const { conditions } of statements) {
      for (const { operator, operatorNode, values } of conditions) {
        if (operator === null) continue
        for (const value of values) yield* checkValue(value, operator, String(operatorNode.value))
      }
    }
  },
})

function* checkValue(text: Text, { family }: Operator, operator: string): Generator<LintProblem> {
  const { value, node, unknown } = text
  // A variable there is INVALID_VARIABLE_FOR_OPERATOR.
  if (unknown || value.includes('${')) return
  const args = { value, operator }
  switch (family) {
    case 'Bool':
    case 'Null':
      if (!/^(true|false)$/i.test(value)) yield found('TYPE_MISMATCH_BOOLEAN', node, args)
      return
    case 'Numeric':
      if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(value.trim())) yield found('TYPE_MISMATCH_NUMBER', node, args)
      return
    case 'Date': {
      const date = readDate(value)
      if (date === 'refused') {
        yield found('TYPE_MISMATCH_DATE', node, args)
        yield found('DATE_REFUSED', node, { value })
      } else if (date === 'odd') yield found('INVALID_DATE_VALUE', node, args)
      return
    }
    case 'IpAddress':
      if (readRange(value) === null) yield found('TYPE_MISMATCH_IP_RANGE', node, args)
      return
    case 'Binary':
      if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value)) {
        yield found('TYPE_MISMATCH_STRING', node, args)
      }
      return
    case 'String':
    case 'Arn':
      return
  }
}
