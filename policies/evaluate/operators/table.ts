import { arnLike } from './arn.ts'
import { binaryEquals } from './binary.ts'
import { bool } from './bool.ts'
import { date } from './date.ts'
import { ipAddress } from './ip-address.ts'
import { numeric } from './numeric.ts'
import type { Comparison } from './operator.ts'
import { textEquals, textEqualsIgnoreCase, textLike } from './text.ts'

/** A condition operator: a comparison, or its negation. */
export interface Operator {
  readonly name: string
  readonly comparison: Comparison
  readonly negated: boolean
}

/**
 * Every condition operator but Null, by name in lower case.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  (
    [
      ['StringEquals', textEquals],
      ['StringNotEquals', textEquals, true],
      ['StringEqualsIgnoreCase', textEqualsIgnoreCase],
      ['StringNotEqualsIgnoreCase', textEqualsIgnoreCase, true],
      ['StringLike', textLike],
      ['StringNotLike', textLike, true],
      ['NumericEquals', numeric((request, policy) => request === policy)],
      ['NumericNotEquals', numeric((request, policy) => request === policy), true],
      ['NumericLessThan', numeric((request, policy) => request < policy)],
      ['NumericLessThanEquals', numeric((request, policy) => request <= policy)],
      ['NumericGreaterThan', numeric((request, policy) => request > policy)],
      ['NumericGreaterThanEquals', numeric((request, policy) => request >= policy)],
      ['DateEquals', date((request, policy) => request === policy)],
      ['DateNotEquals', date((request, policy) => request === policy), true],
      ['DateLessThan', date((request, policy) => request < policy)],
      ['DateLessThanEquals', date((request, policy) => request <= policy)],
      ['DateGreaterThan', date((request, policy) => request > policy)],
      ['DateGreaterThanEquals', date((request, policy) => request >= policy)],
      ['Bool', bool],
      ['BinaryEquals', binaryEquals],
      ['IpAddress', ipAddress],
      ['NotIpAddress', ipAddress, true],
      ['ArnEquals', arnLike],
      ['ArnLike', arnLike],
      ['ArnNotEquals', arnLike, true],
      ['ArnNotLike', arnLike, true],
    ] as const
  ).map(([name, comparison, negated = false]) => [name.toLowerCase(), { name, comparison, negated }]),
)
