import type { IamStatement } from '../policies/index.ts'
import type { PolicyReport, PolicyText, StatementReason } from './policy-report.ts'

/** A statement as a row of a table: lists of lines of text. */
export interface StatementRow {
  readonly sid: string
  readonly effect: 'Allow' | 'Deny'
  readonly principals: readonly string[]
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  readonly conditions: readonly string[]
  readonly reason: StatementReason
}

/** The statements of a policy as rows. */
export function statementRows({ policy, statements }: PolicyText): readonly StatementRow[] {
  return policy.Statement.map((statement, i) => ({
    sid: statement.Sid ?? '',
    effect: statement.Effect,
    principals: principalsOf(statement),
    actions: statement.Action ?? [],
    resources: statement.Resource ?? [],
    conditions: Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => `${key} ${OPERATORS[operator] ?? operator} ${values.join(' or ')}`),
    ),
    reason: statements[i]!,
  }))
}

/** What a report is about, as label and value. */
export function placeFacts({ detector, place }: PolicyReport): readonly (readonly [string, string])[] {
  return [
    ['Detector', detector],
    ['Engine', place.engine],
    ['Account', place.account],
    ['Region', `${place.region} (${place.partition})`],
    ['State bucket', place.stateBucket],
    ['Key of the state', place.stateKey ?? 'none: SSE-S3'],
  ]
}

/** Operators in words, where words are as exact. */
const OPERATORS: Readonly<Record<string, string>> = {
  StringEquals: '=',
  ArnEquals: '=',
  StringLike: 'like',
  ArnLike: 'like',
  Bool: 'is',
  ArnNotEquals: 'is not',
  ArnNotLike: 'not like',
  Null: 'absent:',
}

function principalsOf({ Principal: principal }: IamStatement): readonly string[] {
  if (principal === undefined) return []
  return principal === '*' ? ['anybody'] : Object.values(principal).flat()
}
