import { found, rule } from '../rule.ts'
import { actionsOf } from '../walk.ts'

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html */
export const scp = rule({
  codes: [
    'SCP_SYNTAX_ERROR_ACTION_WILDCARD',
    'SCP_SYNTAX_ERROR_ALLOW_CONDITION',
    'SCP_SYNTAX_ERROR_ALLOW_NOTACTION',
    'SCP_SYNTAX_ERROR_ALLOW_RESOURCE',
    'SCP_SYNTAX_ERROR_NOTRESOURCE',
    'SCP_SYNTAX_ERROR_PRINCIPAL',
  ],
  *check({ type, statements }) {
    if (type !== 'scp') return
    for (const statement of statements) {
      for (const element of ['Principal', 'NotPrincipal'] as const) {
        const node = statement.element(element)
        if (node !== null) yield found('SCP_SYNTAX_ERROR_PRINCIPAL', node, { element })
      }
      for (const { node, value, shown } of actionsOf(statement)) {
        const name = value.slice(value.indexOf(':') + 1)
        if (value !== '*' && /[*?]./.test(name))
          yield found('SCP_SYNTAX_ERROR_ACTION_WILDCARD', node, { action: shown })
      }
      if (statement.effect !== 'Allow') continue
      const condition = statement.element('Condition')
      if (condition !== null) yield found('SCP_SYNTAX_ERROR_ALLOW_CONDITION', condition, {})
      const notAction = statement.element('NotAction')
      if (notAction !== null) yield found('SCP_SYNTAX_ERROR_ALLOW_NOTACTION', notAction, {})
      const notResource = statement.element('NotResource')
      if (notResource !== null) yield found('SCP_SYNTAX_ERROR_NOTRESOURCE', notResource, {})
      const limited = statement.resources.find(({ value }) => value !== '*')
      if (limited !== undefined) yield found('SCP_SYNTAX_ERROR_ALLOW_RESOURCE', limited.node, {})
    }
  },
})
