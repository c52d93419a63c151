import { found, rule } from '../rule.ts'

/** About the resource, which a resource policy already is attached to. */
const OF_THE_RESOURCE = /^aws:resource(account|orgid|orgpaths)$/

/** Keys that decide nothing in a resource or trust policy. */
export const irrelevantKeys = rule({
  codes: ['IRRELEVANT_CONDITION_KEY_IN_POLICY'],
  *check({ type, service, statements }) {
    // An endpoint's policy is about other resources; of a policy by itself nobody knows what it is attached to.
    if (type !== 'trust' && type !== 'resource') return
    if (
      type === 'resource' &&
      service === null &&
      statements.every(({ principals }) => principals.every(({ kind }) => kind === '*'))
    )
      return
    for (const { conditions, effect } of statements) {
      for (const { name, key } of conditions) {
        if (effect === 'Allow' && OF_THE_RESOURCE.test(name)) {
          yield found('IRRELEVANT_CONDITION_KEY_IN_POLICY', key.node, { key: key.shown })
        }
      }
    }
  },
})
