import { UNKNOWN } from '../glob.ts'
import { POLICY_TYPE_NAMES } from '../policy-type.ts'
import type { PolicyView, Principal, StatementView } from '../policy-view.ts'
import { found, rule, type LintProblem } from '../rule.ts'
import { entriesOf } from '../../../spec/text-tree/source-node.ts'

const KINDS: ReadonlySet<string> = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser'])

/** What `{ "AWS": ... }` may name. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
const AWS_PRINCIPAL =
  /^(\*|\d{12}|A[A-Z0-9]{15,}|arn:[^:]+:iam::(\d{12}|cloudfront):(root|user\/.+|role\/.+|federated-user\/.+)|arn:[^:]+:sts::\d{12}:(assumed-role|federated-user)\/.+)$/

/** Each principal is of a kind that IAM knows, and written as that kind is. */
export const principalForm = rule({
  codes: [
    'INVALID_PRINCIPAL_FORMAT',
    'INVALID_PRINCIPAL_KEY',
    'INVALID_PRINCIPAL_VALUE',
    'UNSUPPORTED_WILDCARD_IN_PRINCIPAL',
    'INVALID_SERVICE_PRINCIPAL_FORMAT',
    'FEDERATED_PRINCIPAL_NOT_SUPPORTED',
    'INVALID_ROLE_REFERENCE',
    'INVALID_USER_REFERENCE',
  ],
  *check(policy) {
    for (const statement of policy.statements) {
      for (const element of ['Principal', 'NotPrincipal'] as const) {
        for (const { key, keyNode } of entriesOf(statement.element(element))) {
          if (!KINDS.has(key)) yield found('INVALID_PRINCIPAL_KEY', keyNode, { kind: key })
        }
      }
      for (const principal of [...statement.principals, ...statement.notPrincipals]) {
        yield* checkPrincipal(principal, policy, statement)
      }
    }
  },
})

function* checkPrincipal(principal: Principal, policy: PolicyView, statement: StatementView): Generator<LintProblem> {
  const { kind, value, node, shown, unknown } = principal
  if (value === UNKNOWN || value.startsWith(UNKNOWN)) return
  switch (kind) {
    case '':
      yield found('INVALID_PRINCIPAL_FORMAT', node, {})
      return
    case 'AWS':
      if (value.startsWith('AROA')) yield found('INVALID_ROLE_REFERENCE', node, { value })
      else if (value.startsWith('AIDA')) yield found('INVALID_USER_REFERENCE', node, { value })
      else if (value !== '*' && /[*?]/.test(value))
        yield found('UNSUPPORTED_WILDCARD_IN_PRINCIPAL', node, { value: shown })
      else if (!unknown && !value.includes('${') && !AWS_PRINCIPAL.test(value))
        yield found('INVALID_PRINCIPAL_VALUE', node, { value })
      return
    case 'Service':
      if (/[*?]/.test(value)) yield found('UNSUPPORTED_WILDCARD_IN_PRINCIPAL', node, { value: shown })
      else if (
        !unknown &&
        !/^[a-z0-9.-]+\.(amazonaws\.com(\.cn)?|amazon\.com|aws\.internal|aws\.dev|c2s\.ic\.gov|sc2s\.sgov\.gov|alexa\.com)$|^[a-z0-9-]+\.(alexa|amazon)[a-z.-]*\.com$/i.test(
          value,
        )
      ) {
        yield found('INVALID_SERVICE_PRINCIPAL_FORMAT', node, { value })
      }
      return
    case 'Federated':
      // Nobody knows what a policy by itself is attached to; some services do take identity providers.
      if (policy.type === 'resource' && policy.service !== null && statement.effect === 'Allow') {
        yield found('FEDERATED_PRINCIPAL_NOT_SUPPORTED', node, { policy: POLICY_TYPE_NAMES[policy.type] })
      }
      return
    default:
      return
  }
}
