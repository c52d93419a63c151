import { isAbout } from '../action-facts.ts'
import { matches } from '../glob.ts'
import { found, rule } from '../rule.ts'

/** Code that assumes roles for many says for whom; the role asks for that. */
export const externalId = rule({
  codes: ['EXTERNAL_ID_MISSING'],
  *check({ type, statements }, _facts, { engineRoles }) {
    if (type !== 'trust') return
    for (const statement of statements) {
      if (statement.effect !== 'Allow' || !isAbout(statement, 'sts:AssumeRole')) continue
      if (statement.conditions.some(({ name }) => name === 'sts:externalid')) continue
      for (const { kind, node, value, shown } of statement.principals) {
        const engine = kind === 'AWS' && engineRoles.some((role) => matches(role, value))
        if (engine) yield found('EXTERNAL_ID_MISSING', node, { principal: shown })
      }
    }
  },
})
