import { found, rule } from '../rule.ts'
import { textOf } from '../../../spec/text-tree/source-node.ts'
import { UNKNOWN } from '../glob.ts'

/** Allow or Deny; case matters. */
export const effect = rule({
  codes: ['INVALID_EFFECT'],
  *check({ statements }) {
    for (const statement of statements) {
      const node = statement.element('Effect')
      const written = textOf(node)
      if (node === null || written === null || statement.effect !== null || written.includes(UNKNOWN)) continue
      yield found('INVALID_EFFECT', node, { effect: written })
    }
  },
})
