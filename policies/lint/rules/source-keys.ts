import type { ConditionView } from '../policy-view.ts'
import { matches, UNKNOWN } from '../glob.ts'
import { found, rule } from '../rule.ts'

const SOURCE = /^aws:source(arn|account)$/

/** Where aws:SourceArn and aws:SourceAccount are never there, or are something else than is asked for. */
export const sourceKeys = rule({
  codes: ['SOURCE_KEY_WITHOUT_SERVICE', 'SOURCE_ARN_ON_LAMBDA_TRUST', 'SCHEDULER_SOURCE_NOT_GROUP'],
  *check({ type, statements }) {
    for (const { effect, principals, conditions } of statements) {
      if (effect !== 'Allow') continue
      const asked = conditions.filter((condition) => SOURCE.test(condition.name) && asks(condition))
      const services = principals.filter(({ kind }) => kind === 'Service')
      const identities = principals.filter(({ kind, value }) => kind === 'AWS' && /^(\d{12}$|arn:)/.test(value))
      for (const { key, name, values } of asked) {
        // "*" and whole accounts of a resource policy can be a service that acts for someone.
        const people = identities.length > 0 && identities.length === principals.length
        if (
          people &&
          (type === 'trust' || identities.every(({ value }) => /:(role|user|assumed-role)\//.test(value)))
        ) {
          yield found('SOURCE_KEY_WITHOUT_SERVICE', key.node, { key: key.shown })
        }
        if (type !== 'trust' || services.length !== 1 || name !== 'aws:sourcearn') continue
        const [{ value: service }] = services as [(typeof services)[number]]
        if (service === 'lambda.amazonaws.com') yield found('SOURCE_ARN_ON_LAMBDA_TRUST', key.node, { key: key.shown })
        if (service !== 'scheduler.amazonaws.com') continue
        for (const { node, value, shown } of values) {
          const resource = value.split(':').slice(5).join(':')
          const group = value.includes(UNKNOWN) || resource === '' || /^(schedule-group\/|\*$)/.test(resource)
          if (!group && !matches(resource, 'schedule-group/x'))
            yield found('SCHEDULER_SOURCE_NOT_GROUP', node, { arn: shown })
        }
      }
    }
  },
})

function asks({ operator }: ConditionView): boolean {
  return operator !== null && !operator.negated && !operator.ifExists && operator.base !== 'Null'
}
