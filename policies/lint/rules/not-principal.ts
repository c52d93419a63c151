import { found, rule } from '../rule.ts'

/** NotPrincipal with Allow is everyone else. */
export const notPrincipal = rule({
  codes: ['ALLOW_WITH_NOTPRINCIPAL'],
  *check({ type, statements }) {
    if (type === 'trust') return
    for (const statement of statements) {
      const node = statement.element('NotPrincipal')
      if (node !== null && statement.effect === 'Allow') yield found('ALLOW_WITH_NOTPRINCIPAL', node, {})
    }
  },
})
