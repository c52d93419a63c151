import { found, rule } from '../rule.ts'
import { entriesOf } from '../../../spec/text-tree/source-node.ts'

/** IAM does not tell capitals of keys apart. */
export const conditionKeyCase = rule({
  codes: ['DUPLICATE_KEYS_WITH_DIFFERENT_CASE'],
  *check({ statements }) {
    for (const statement of statements) {
      for (const { node } of entriesOf(statement.element('Condition'))) {
        const seen = new Map<string, string>()
        for (const { key, keyNode } of entriesOf(node)) {
          const other = seen.get(key.toLowerCase())
          if (other !== undefined && other !== key) yield found('DUPLICATE_KEYS_WITH_DIFFERENT_CASE', keyNode, { key })
          seen.set(key.toLowerCase(), key)
        }
      }
    }
  },
})
