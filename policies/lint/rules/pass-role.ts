import { names } from '../action-facts.ts'
import type { LintCode } from '../lint-texts.ts'
import type { StatementView } from '../policy-view.ts'
import { found, rule, type LintProblem } from '../rule.ts'
import { isIdentityLike } from '../walk.ts'

/** iam:PassRole for more roles than were thought of. A boundary leaves that to identity policies. */
export const passRole = rule({
  codes: [
    'PASS_ROLE_WITH_NOTRESOURCE',
    'PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOTRESOURCE',
    'PASS_ROLE_WITH_NOTACTION_AND_NOTRESOURCE',
    'PASS_ROLE_WITH_STAR_IN_RESOURCE',
    'PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE',
    'PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOTACTION',
  ],
  *check(policy) {
    if (!isIdentityLike(policy) || policy.type === 'boundary') return
    for (const statement of policy.statements) {
      if (!statement.conditions.some(({ name }) => name === 'iam:passedtoservice')) {
        yield* tooMuch(statement, 'iam:PassRole', 'PASS_ROLE', isOpenRole)
      }
    }
  },
})

/** Of a role's ARN, a wildcard in its name or path. */
function isOpenRole(resource: string): boolean {
  return (
    resource === '*' ||
    (/[*?]/.test(resource.split(':').slice(5).join(':')) && /^(\*|arn:[^:]*:(iam|\*)[:*])/.test(resource))
  )
}

/** The six ways to allow an action on more than was thought of. */
export function* tooMuch(
  statement: StatementView,
  action: string,
  family: 'PASS_ROLE' | 'CREATE_SLR',
  isOpen: (resource: string) => boolean,
): Generator<LintProblem> {
  if (statement.effect !== 'Allow') return
  const exact = statement.actions.find(({ value }) => value.toLowerCase() === action.toLowerCase())
  const wide = exact ?? statement.actions.find(({ value }) => /[*?]/.test(value) && names(value, action))
  const notAction = statement.element('NotAction')
  const byNotAction = notAction !== null && !statement.notActions.some(({ value }) => names(value, action))
  if (wide === undefined && !byNotAction) return
  const how = byNotAction ? 'not' : exact === undefined ? 'star' : 'exact'
  const notResource = statement.element('NotResource')
  const node = byNotAction ? notAction : wide!.node
  if (notResource !== null) yield found(NOT_RESOURCE[family][how], node, {})
  else if (statement.resources.some(({ value }) => isOpen(value))) yield found(RESOURCE[family][how], node, {})
}

type How = 'exact' | 'star' | 'not'

const NOT_RESOURCE = {
  PASS_ROLE: {
    exact: 'PASS_ROLE_WITH_NOTRESOURCE',
    star: 'PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOTRESOURCE',
    not: 'PASS_ROLE_WITH_NOTACTION_AND_NOTRESOURCE',
  },
  CREATE_SLR: {
    exact: 'CREATE_SLR_WITH_NOTRESOURCE',
    star: 'CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOTRESOURCE',
    not: 'CREATE_SLR_WITH_NOTACTION_AND_NOTRESOURCE',
  },
} as const satisfies Record<string, Record<How, LintCode>>

const RESOURCE = {
  PASS_ROLE: {
    exact: 'PASS_ROLE_WITH_STAR_IN_RESOURCE',
    star: 'PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE',
    not: 'PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOTACTION',
  },
  CREATE_SLR: {
    exact: 'CREATE_SLR_WITH_STAR_IN_RESOURCE',
    star: 'CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE',
    not: 'CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOTACTION',
  },
} as const satisfies Record<string, Record<How, LintCode>>
