import { serviceOf } from '../action-facts.ts'
import { found, rule } from '../rule.ts'
import { textOf } from '../../../spec/text-tree/source-node.ts'

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html */
export const rcp = rule({
  codes: [
    'RCP_SYNTAX_ERROR_ALLOW',
    'RCP_SYNTAX_ERROR_NOTACTION',
    'RCP_SYNTAX_ERROR_PRINCIPAL',
    'RCP_SYNTAX_ERROR_ACTION',
  ],
  *check({ type, statements }, facts) {
    if (type !== 'rcp') return
    for (const statement of statements) {
      if (statement.effect === 'Allow') yield found('RCP_SYNTAX_ERROR_ALLOW', statement.element('Effect')!, {})
      const notAction = statement.element('NotAction')
      if (notAction !== null) yield found('RCP_SYNTAX_ERROR_NOTACTION', notAction, {})
      const principal = statement.element('Principal')
      const others = principal !== null && textOf(principal) !== '*'
      const notPrincipal = statement.element('NotPrincipal')
      if (others || notPrincipal !== null) yield found('RCP_SYNTAX_ERROR_PRINCIPAL', notPrincipal ?? principal!, {})
      for (const { node, value, shown, unknown } of statement.actions) {
        const service = serviceOf(value)
        const known = service !== null && facts.rcpServices.has(service)
        if (!unknown && !known) {
          yield found('RCP_SYNTAX_ERROR_ACTION', node, { action: shown, services: [...facts.rcpServices] })
        }
      }
    }
  },
})
