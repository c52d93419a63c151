import { names } from '../action-facts.ts'
import { matches } from '../glob.ts'
import { found, rule } from '../rule.ts'

/** Permissions that a recorded run used. */
export const exercised = rule({
  codes: ['PERMISSION_NOT_EXERCISED'],
  *check({ type, statements }, _facts, { calls }) {
    if (calls === null || type !== 'identity') return
    for (const { effect, actions, resources } of statements) {
      if (effect !== 'Allow') continue
      for (const { node, value, shown } of actions) {
        const used = calls.some(
          (call) =>
            names(value, call.action) &&
            (resources.length === 0 || resources.some((resource) => matches(resource.value, call.resource))),
        )
        if (!used) yield found('PERMISSION_NOT_EXERCISED', node, { action: shown })
      }
    }
  },
})
