import { found, rule } from '../rule.ts'
import { resourcesOf } from '../walk.ts'

/** A template could be deployed in every partition. */
export const partition = rule({
  codes: ['PARTITION_HARD_CODED'],
  *check({ format, statements }) {
    if (format !== 'cloudformation') return
    for (const statement of statements) {
      for (const { node, value, shown } of [...resourcesOf(statement), ...statement.principals]) {
        if (/^arn:aws[a-z-]*:/.test(value)) yield found('PARTITION_HARD_CODED', node, { arn: shown })
      }
    }
  },
})
