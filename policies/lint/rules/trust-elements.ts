import { found, rule } from '../rule.ts'
import { textOf } from '../../../spec/text-tree/source-node.ts'

/** What a trust policy cannot have. */
export const trustElements = rule({
  codes: [
    'ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL',
    'ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE',
    'ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL',
  ],
  *check({ type, statements }) {
    if (type !== 'trust') return
    for (const statement of statements) {
      const notPrincipal = statement.element('NotPrincipal')
      if (notPrincipal !== null) yield found('ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL', notPrincipal, {})
      for (const element of ['Resource', 'NotResource'] as const) {
        const node = statement.element(element)
        if (node !== null) yield found('ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE', node, { element })
      }
      const principal = statement.element('Principal')
      // Denying everyone is fine, and so is { "AWS": "*" } with a condition.
      if (principal !== null && textOf(principal) === '*' && statement.effect === 'Allow') {
        yield found('ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL', principal, {})
      }
    }
  },
})
