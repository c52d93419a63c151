import { actionsWithFacts } from '../action-facts.ts'
import { arnParts } from '../arn-parts.ts'
import { found, rule } from '../rule.ts'
import { isIdentityLike } from '../walk.ts'

/** They know a resource type for a special case, but are used with "*". facts: CloudWatch's permissions reference */
const ONLY_STAR = new Set(['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics', 'cloudwatch:PutMetricData'])

/** An Allow for every resource, of actions that could be limited. */
export const resourceStar = rule({
  codes: ['RESOURCE_STAR', 'RESOURCE_EFFECTIVELY_STAR'],
  *check(policy, facts) {
    // What a boundary or organization leaves open, another policy limits.
    if (!isIdentityLike(policy) || policy.type === 'boundary') return
    for (const statement of policy.statements) {
      if (statement.effect !== 'Allow') continue
      for (const { node, value, shown } of statement.resources) {
        const arn = arnParts(value)
        const open =
          arn !== null && [arn.partition, arn.region, arn.account].every((field) => field === '*' || field === '')
        const everything = arn !== null && /^([a-z-]+[/:])?\*$/i.test(arn.resource)
        if (open && everything && arn.account === '*')
          yield found('RESOURCE_EFFECTIVELY_STAR', node, { resource: shown })
      }
      const star = statement.resources.find(({ value }) => value === '*')
      if (star === undefined) continue
      const limited = actionsWithFacts(statement, facts).filter(({ known }) =>
        known.some(({ action, name }) => action.resourceTypes.length > 0 && !ONLY_STAR.has(name)),
      )
      const everything = statement.actions.filter(({ value }) => value === '*')
      const actions = [...everything, ...limited.map(({ text }) => text)].map(({ shown }) => shown)
      if (actions.length > 0) yield found('RESOURCE_STAR', star.node, { actions })
    }
  },
})
