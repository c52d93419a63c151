import { lookUpKey } from '../condition-facts.ts'
import { found, rule } from '../rule.ts'
import { slipOf } from '../slip.ts'

/** Real keys that AWS's tables leave out; their own documentation has them. */
const UNLISTED = /^(aws:(sourceip|arn|ec2instancesourcevpc|sourcevpce?)|aws:sourcearn)$/

/** Keys that name a tag. */
const TAG_KEYS = /^[a-z0-9-]+:(principaltag|requesttag|resourcetag|existingobjecttag|requestobjecttag)\/?$/

/** Keys exist and say which tag. A name that resembles nothing is a warning: the facts are of a day. */
export const conditionKeys = rule({
  codes: [
    'INVALID_CONDITION_KEY_FORMAT',
    'INVALID_GLOBAL_CONDITION_KEY',
    'INVALID_SERVICE_CONDITION_KEY',
    'MISSING_TAG_KEY_IN_CONDITION',
    'UNSUPPORTED_GLOBAL_CONDITION_KEY',
    'DEPRECATED_GLOBAL_CONDITION_KEY',
  ],
  *check({ type, statements }, facts) {
    for (const { conditions } of statements) {
      for (const { key, name } of conditions) {
        if (key.unknown) continue
        if (name === 'aws:arn') {
          const code =
            type === 'resource' || type === 'trust'
              ? 'UNSUPPORTED_GLOBAL_CONDITION_KEY'
              : 'DEPRECATED_GLOBAL_CONDITION_KEY'
          yield found(code, key.node, { key: key.shown })
          continue
        }
        const lookup = lookUpKey(name, facts)
        if (lookup.kind === 'malformed') {
          const slip = facts.globalKeys.has(`aws:${name}`)
          yield found('INVALID_CONDITION_KEY_FORMAT', key.node, { key: key.shown }, slip ? null : 'warning')
        } else if (lookup.kind === 'missing' && TAG_KEYS.test(name)) {
          yield found('MISSING_TAG_KEY_IN_CONDITION', key.node, { key: key.shown })
        } else if (lookup.kind === 'missing' && lookup.prefix === 'aws' && !UNLISTED.test(name)) {
          const names = [...facts.globalKeys.values()].map((known) => known.name)
          const suggestion = slipOf(name, names)
          const args = { key: key.shown, suggestion, asOf: facts.asOf }
          yield found('INVALID_GLOBAL_CONDITION_KEY', key.node, args, suggestion === null ? 'warning' : null)
        } else if (lookup.kind === 'missing' && lookup.prefix !== 'aws') {
          const names = facts.service(lookup.prefix)?.conditionKeys.map((known) => known.name) ?? []
          const suggestion = slipOf(
            name,
            names.filter((known) => !/[$<]/.test(known)),
          )
          const args = { key: key.shown, service: lookup.prefix, suggestion, asOf: facts.asOf }
          yield found('INVALID_SERVICE_CONDITION_KEY', key.node, args, suggestion === null ? 'warning' : null)
        }
      }
    }
  },
})
