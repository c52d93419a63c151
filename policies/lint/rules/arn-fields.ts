import { arnParts, open, templatePattern, type ArnParts } from '../arn-parts.ts'
import { typesByResource } from '../resource-facts.ts'
import { found, rule, type LintProblem } from '../rule.ts'
import type { Text } from '../text.ts'
import type { ServiceFacts } from '../../facts/index.ts'
import { resourcesOf } from '../walk.ts'

/** Region, account and resource of an ARN are as its service writes them. */
export const arnFields = rule({
  codes: [
    'INVALID_ARN_RESOURCE',
    'ARN_REGION_NOT_ALLOWED',
    'ARN_ACCOUNT_NOT_ALLOWED',
    'MISSING_ARN_REGION',
    'MISSING_ARN_ACCOUNT',
  ],
  *check({ statements }, facts) {
    for (const statement of statements) {
      for (const text of resourcesOf(statement)) {
        const arn = arnParts(text.value)
        const service = arn === null ? undefined : facts.service(arn.service)
        if (arn !== null && service !== undefined) yield* checkFields(text, arn, service)
      }
    }
  },
})

function* checkFields({ node, shown }: Text, arn: ArnParts, service: ServiceFacts): Generator<LintProblem> {
  const types = typesByResource(arn, service)
  if (types.length === 0) {
    if (service.resourceTypes.size === 0 || arn.resource === '*') return
    const templates = [...service.resourceTypes.values()].map(({ arn: template }) => template)
    const args = {
      resource: shown.split(':').slice(5).join(':'),
      service: service.prefix,
      templates: templates.slice(0, 5),
    }
    // IAM looks into its own ARNs, and into those of no other service.
    yield found('INVALID_ARN_RESOURCE', node, args, service.prefix === 'iam' ? null : 'warning')
    return
  }
  const templates = types.map((type) => arnParts(templatePattern(type.arn))).filter((template) => template !== null)
  const never = (field: 'region' | 'account') => templates.every((template) => template[field] === '')
  const always = (field: 'region' | 'account') => templates.every((template) => template[field] === '*')
  const { region, account } = arn
  if (region !== '' && !open(region) && never('region')) {
    yield found('ARN_REGION_NOT_ALLOWED', node, { service: service.prefix, region })
  }
  // Buckets and objects alone have no account; other services without one in their template are lists of AWS's own.
  if (account !== '' && !open(account) && never('account') && service.prefix === 's3') {
    yield found('ARN_ACCOUNT_NOT_ALLOWED', node, { service: service.prefix, account })
  }
  if (region === '' && always('region')) yield found('MISSING_ARN_REGION', node, { service: service.prefix })
  if (account === '' && always('account') && !OWNED_BY_AWS.test(shown)) {
    // IAM itself stores its own ARNs without account.
    yield found('MISSING_ARN_ACCOUNT', node, { service: service.prefix }, service.prefix === 'iam' ? 'warning' : null)
  }
}

/** Resources of AWS itself, and snapshots and images, are named without account. */
const OWNED_BY_AWS =
  /^arn:[^:]*:(ec2:[^:]*::(image|snapshot)\/|ssm:[^:]*::(document|parameter\/aws)|[a-z-]+:[^:]*::(aws-|foundation-model\/))/
