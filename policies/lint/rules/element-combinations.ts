import type { StatementElement } from '../policy-view.ts'
import { found, rule } from '../rule.ts'

const PAIRS: readonly (readonly [StatementElement, StatementElement])[] = [
  ['Action', 'NotAction'],
  ['Resource', 'NotResource'],
  ['Principal', 'NotPrincipal'],
]

/** An element and its opposite exclude each other. */
export const elementCombinations = rule({
  codes: ['UNSUPPORTED_ELEMENT_COMBINATION'],
  *check({ statements }) {
    for (const statement of statements) {
      for (const [one, other] of PAIRS) {
        const node = statement.element(other)
        if (statement.element(one) !== null && node !== null) {
          yield found('UNSUPPORTED_ELEMENT_COMBINATION', node, { one, other })
        }
      }
    }
  },
})
