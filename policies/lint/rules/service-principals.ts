import type { StatementView } from '../policy-view.ts'
import { found, rule } from '../rule.ts'

/** Keys that say on whose behalf a service calls. */
const SOURCE =
  /^(aws:source(arn|account|orgid|orgpaths|owner)|kms:(encryptioncontext.*|calleraccount|grantisforawsresource|viaservice)|aws:principal(servicename|isawsservice).*|lambda:.*|sns:endpoint|sns:protocol)$/

/** Services that send the source when they assume a role, so that a trust policy can ask. facts: iam.md 4 */
const SENDS_SOURCE_TO_ROLES =
  /^(scheduler|states|events|pipes|sagemaker|bedrock|glue|cloudformation|backup|config|firehose|appflow|logs|lookoutmetrics|dms|ssm|vpc-flow-logs)\.amazonaws\.com$/

/** Services whose calls to resources come with no source, by AWS's documentation of each. */
const WITHOUT_SOURCE =
  /^(ec2|elasticloadbalancing|elasticmapreduce|ecs|ecs-tasks|autoscaling|dynamodb|logs\.[a-z0-9-]+|rds|redshift|elasticache|edgelambda|delivery\.logs|cloudfront)\.amazonaws\.com$|^logdelivery\.elasticloadbalancing/

/**
 * An AWS service as principal acts for whoever asks it, unless the statement asks for the source. Role trust policies are
 * apart: iam:PassRole ties the role to the account of its resource, so that it is a suggestion there, and nothing at all
 * for services that send no source, such as Lambda (prowler #2810).
 */
export const servicePrincipals = rule({
  codes: [
    'RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL',
    'RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
    'UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
  ],
  *check({ type, statements }) {
    for (const statement of statements) {
      const services = statement.principals.filter(({ kind }) => kind === 'Service')
      if (services.length === 0 || statement.effect !== 'Allow') continue
      if (services.length === statement.principals.length) {
        for (const { name, key, operator } of statement.conditions) {
          const asks = operator !== null && !operator.negated && !operator.ifExists && operator.base !== 'Null'
          if (asks && /^aws:principalorg(id|paths)$/.test(name)) {
            yield found('UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL', key.node, { key: key.shown })
          }
        }
      }
      if (asksForSource(statement)) continue
      for (const { node, value, shown, unknown } of services) {
        if (unknown) continue
        if (type === 'resource' && !WITHOUT_SOURCE.test(value)) {
          yield found('RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL', node, { service: shown })
        }
        if (type === 'trust' && SENDS_SOURCE_TO_ROLES.test(value)) {
          yield found('RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL', node, { service: shown })
        }
      }
    }
  },
})

function asksForSource({ conditions }: StatementView): boolean {
  return conditions.some(({ name, operator }) => SOURCE.test(name) && operator !== null && operator.base !== 'Null')
}
