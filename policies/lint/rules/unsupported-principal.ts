import { POLICY_TYPE_NAMES } from '../policy-type.ts'
import { found, rule } from '../rule.ts'
import { isIdentityLike } from '../walk.ts'

/** Who an identity policy is about is whom it is attached to. */
export const unsupportedPrincipal = rule({
  codes: ['UNSUPPORTED_PRINCIPAL'],
  *check(policy) {
    if (!isIdentityLike(policy)) return
    for (const statement of policy.statements) {
      const node = statement.element('Principal') ?? statement.element('NotPrincipal')
      if (node !== null) yield found('UNSUPPORTED_PRINCIPAL', node, { policy: POLICY_TYPE_NAMES[policy.type] })
    }
  },
})
