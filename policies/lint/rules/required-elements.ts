import { POLICY_TYPE_NAMES } from '../policy-type.ts'
import type { PolicyView, StatementElement, StatementView } from '../policy-view.ts'
import { found, rule, type LintProblem } from '../rule.ts'
import { child } from '../../../spec/text-tree/source-node.ts'

/** What a policy and each statement must have; an empty list is nothing. */
export const requiredElements = rule({
  codes: ['MISSING_STATEMENT', 'MISSING_EFFECT', 'MISSING_ACTION', 'MISSING_RESOURCE', 'MISSING_PRINCIPAL'],
  *check(policy) {
    const statement = child(policy.node, 'Statement')
    if (
      policy.node.kind === 'map' &&
      (statement === null || (statement.kind === 'list' && statement.items.length === 0))
    ) {
      yield found('MISSING_STATEMENT', statement ?? policy.node, {})
    }
    for (const item of policy.statements) yield* inStatement(item, policy)
  },
})

function* inStatement(statement: StatementView, policy: PolicyView): Generator<LintProblem> {
  const { node } = statement
  if (statement.element('Effect') === null) yield found('MISSING_EFFECT', node, {})
  if (lacks(statement, 'Action', 'NotAction', policy)) yield found('MISSING_ACTION', node, {})
  if (needsResource(policy, statement) && lacks(statement, 'Resource', 'NotResource', policy)) {
    yield found('MISSING_RESOURCE', node, {})
  }
  const needsPrincipal = policy.type === 'trust' || policy.type === 'resource' || policy.type === 'rcp'
  if (needsPrincipal && statement.element('Principal') === null && statement.element('NotPrincipal') === null) {
    yield found('MISSING_PRINCIPAL', node, { policy: POLICY_TYPE_NAMES[policy.type] })
  }
}

function lacks(
  statement: StatementView,
  one: StatementElement,
  other: StatementElement,
  { type }: PolicyView,
): boolean {
  const elements = [statement.element(one), statement.element(other)].filter((element) => element !== null)
  if (elements.length === 0) return true
  // Other services store an empty list; IAM does not.
  const strict = type === 'identity' || type === 'boundary' || type === 'trust'
  return strict && elements.every((element) => element.kind === 'list' && element.items.length === 0)
}

/** The policy of a repository of images or of a network is about that alone. */
const WITHOUT_RESOURCE = /^(ecr|lambda|glacier|mediastore|serverlessrepo|ram|vpc-lattice):/i

function needsResource({ type, service }: PolicyView, { actions }: StatementView): boolean {
  if (type === 'trust') return false
  if (type !== 'resource') return true
  return service !== 'ecr' && !actions.every(({ value }) => WITHOUT_RESOURCE.test(value))
}
