/** A condition operator taken apart. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
export interface Operator {
  readonly qualifier: 'ForAllValues' | 'ForAnyValue' | null
  /** As AWS writes it, without qualifier and suffix. */
  readonly base: BaseOperator
  readonly family: OperatorFamily
  readonly ifExists: boolean
  /** Whether it is true when a key's value is none of those given. */
  readonly negated: boolean
}

/** What kind of values an operator compares. */
export type OperatorFamily = 'String' | 'Numeric' | 'Date' | 'Bool' | 'Binary' | 'IpAddress' | 'Arn' | 'Null'

/** All operators with their families. */
export const BASE_OPERATORS = {
  StringEquals: 'String',
  StringNotEquals: 'String',
  StringEqualsIgnoreCase: 'String',
  StringNotEqualsIgnoreCase: 'String',
  StringLike: 'String',
  StringNotLike: 'String',
  NumericEquals: 'Numeric',
  NumericNotEquals: 'Numeric',
  NumericLessThan: 'Numeric',
  NumericLessThanEquals: 'Numeric',
  NumericGreaterThan: 'Numeric',
  NumericGreaterThanEquals: 'Numeric',
  DateEquals: 'Date',
  DateNotEquals: 'Date',
  DateLessThan: 'Date',
  DateLessThanEquals: 'Date',
  DateGreaterThan: 'Date',
  DateGreaterThanEquals: 'Date',
  Bool: 'Bool',
  BinaryEquals: 'Binary',
  IpAddress: 'IpAddress',
  NotIpAddress: 'IpAddress',
  ArnEquals: 'Arn',
  ArnLike: 'Arn',
  ArnNotEquals: 'Arn',
  ArnNotLike: 'Arn',
  Null: 'Null',
} as const satisfies Readonly<Record<string, OperatorFamily>>

/** Name of an operator. */
export type BaseOperator = keyof typeof BASE_OPERATORS

const BY_LOWER_CASE = new Map(
  (Object.keys(BASE_OPERATORS) as BaseOperator[]).map((name) => [name.toLowerCase(), name] as const),
)

const SHAPE = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/i

/** Whether IAM has such an operator; case does not matter to it. */
export function isOperator(text: string): boolean {
  const [, , base] = SHAPE.exec(text) ?? []
  return base !== undefined && BY_LOWER_CASE.has(base.toLowerCase())
}

/** Takes an operator apart. @throws {RangeError} when there is no such operator; ask `isOperator` first */
export function parseOperator(text: string): Operator {
  const [, qualifier, written = '', suffix] = SHAPE.exec(text) ?? []
  const base = BY_LOWER_CASE.get(written.toLowerCase())
  if (base === undefined) throw new RangeError(`${text} is no condition operator.`)
  return {
    qualifier:
      qualifier === undefined ? null : qualifier.toLowerCase() === 'forallvalues' ? 'ForAllValues' : 'ForAnyValue',
    base,
    family: BASE_OPERATORS[base],
    ifExists: suffix !== undefined,
    negated: base.includes('Not'),
  }
}
