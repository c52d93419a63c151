import type { IamStatement } from '../policies/index.ts'
import type { PolicyText, StatementReason } from './role-report.ts'

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
