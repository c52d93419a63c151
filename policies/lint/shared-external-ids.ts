import type { PolicyView } from './policy-view.ts'
import { found, type LintProblem } from './rule.ts'

/** One of several trust policies that are checked together, in its own list. */
export interface TrustInFile {
  readonly policy: PolicyView
  readonly problems: LintProblem[]
}

/** External ids that two roles ask for: each role's deputy could be led to use the other. */
export function addSharedExternalIds(policies: readonly TrustInFile[]): void {
  const users = new Map<string, Set<PolicyView>>()
  const asked = policies
    .filter(({ policy }) => policy.type === 'trust')
    .flatMap(({ policy, problems }) => idsOf(policy).map((text) => ({ text, policy, problems })))
  for (const { text, policy } of asked) {
    const known = users.get(text.value) ?? new Set()
    users.set(text.value, known.add(policy))
  }
  for (const { text, problems } of asked) {
    const others = (users.get(text.value)?.size ?? 1) - 1
    if (others > 0) problems.push(found('EXTERNAL_ID_SHARED', text.node, { id: text.shown, others }))
  }
}

function idsOf({ statements }: PolicyView) {
  const conditions = statements.filter(({ effect }) => effect === 'Allow').flatMap((statement) => statement.conditions)
  return conditions
    .filter(({ name, operator }) => name === 'sts:externalid' && operator?.family === 'String' && !operator.negated)
    .flatMap(({ values }) => values)
    .filter(({ unknown, value }) => !unknown && !value.includes('${'))
}
