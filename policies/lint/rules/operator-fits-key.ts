import type { ConditionKeyType } from '../../facts/index.ts'
import { lookUpKey } from '../condition-facts.ts'
import type { OperatorFamily } from '../operators.ts'
import { found, rule } from '../rule.ts'

/** Operators by the type of key that they compare, the first one best. */
const FAMILIES: Readonly<Record<ConditionKeyType, readonly OperatorFamily[]>> = {
  String: ['String', 'Arn', 'Binary'],
  ArrayOfString: ['String', 'Arn'],
  ARN: ['Arn', 'String'],
  ArrayOfARN: ['Arn', 'String'],
  Bool: ['Bool'],
  ArrayOfBool: ['Bool'],
  Numeric: ['Numeric'],
  Date: ['Date', 'Numeric'],
  IPAddress: ['IpAddress'],
}

const NAMES: Readonly<Record<ConditionKeyType, string>> = {
  String: 'a text',
  ArrayOfString: 'a list of texts',
  ARN: 'an ARN',
  ArrayOfARN: 'a list of ARNs',
  Bool: 'a truth value',
  ArrayOfBool: 'a list of truth values',
  Numeric: 'a number',
  Date: 'a date',
  IPAddress: 'an IP address',
}

/** A String operator works on an ARN, but letter by letter: parliament calls that usable, Access Analyzer a mismatch. */
export const operatorFitsKey = rule({
  codes: ['TYPE_MISMATCH', 'STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS'],
  *check({ statements }, facts) {
    for (const { conditions, effect } of statements) {
      for (const { key, name, operator, operatorNode, values } of conditions) {
        if (operator === null || operator.base === 'Null' || key.unknown) continue
        const lookup = lookUpKey(name, facts)
        if (lookup.kind !== 'global' && lookup.kind !== 'service') continue
        const { type } = lookup.key
        const args = { key: key.shown, operator: String(operatorNode.value) }
        const isArn = type === 'ARN' || type === 'ArrayOfARN'
        const like = operator.base === 'StringLike' || operator.base === 'StringNotLike'
        const wildcard = values.some(({ value }) => /[*?]/.test(value))
        if (isArn && like && wildcard && effect !== null)
          yield found('STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS', key.node, args)
        else if (!FAMILIES[type].includes(operator.family)) {
          yield found('TYPE_MISMATCH', key.node, { ...args, expected: NAMES[type] })
        } else if (isArn && operator.family === 'String' && lookup.kind === 'service' && !wildcard) {
          yield found('TYPE_MISMATCH', key.node, { ...args, expected: NAMES[type] }, 'suggestion')
        }
      }
    }
  },
})
