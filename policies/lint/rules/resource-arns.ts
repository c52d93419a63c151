import type { Facts } from '../../facts/index.ts'
import { arnParts, open } from '../arn-parts.ts'
import { UNKNOWN } from '../glob.ts'
import { PARTITIONS, REGION_SHAPE, REGIONS } from '../regions.ts'
import { found, rule, type LintProblem } from '../rule.ts'
import { slipOf } from '../slip.ts'
import type { Text } from '../text.ts'
import { resourcesOf } from '../walk.ts'

/** Each resource is "*" or an ARN of six fields whose fields exist. */
export const resourceArns = rule({
  codes: [
    'INVALID_ARN_PREFIX',
    'MISSING_ARN_FIELD',
    'INVALID_PARTITION',
    'INVALID_SERVICE',
    'INVALID_ARN_SERVICE_CASE',
    'INVALID_ARN_REGION',
    'INVALID_ARN_ACCOUNT',
  ],
  *check({ statements }, facts) {
    for (const statement of statements) {
      for (const text of resourcesOf(statement)) if (text.value !== '*') yield* checkArn(text, facts)
    }
  },
})

function* checkArn({ node, value, shown }: Text, facts: Facts): Generator<LintProblem> {
  // "*:*" and the like match every ARN; a text that begins with something unknown may be a whole ARN.
  if (/^[*?]/.test(value) || value.startsWith(UNKNOWN) || value.startsWith('${')) return
  const [prefix, partition = '', service] = value.split(':')
  if (prefix !== 'arn') {
    yield found('INVALID_ARN_PREFIX', node, { arn: shown })
    return
  }
  if (!open(partition) && !PARTITIONS.includes(partition)) {
    yield found('INVALID_PARTITION', node, { partition, partitions: PARTITIONS })
  }
  const parts = arnParts(value)
  if (parts === null) {
    // IAM fills missing fields up with "*" when it does not know the service, which is reported by itself.
    const stored = service !== undefined && service !== '' && !facts.services.has(service.toLowerCase())
    if (!value.endsWith(':*')) yield found('MISSING_ARN_FIELD', node, { arn: shown }, stored ? 'warning' : null)
    if (service !== undefined && service !== '') yield* checkService(service, node, facts)
    return
  }
  yield* checkService(parts.service, node, facts)
  const { region, account } = parts
  if (region !== '' && !open(region) && !REGIONS.has(region)) {
    const suggestion = REGION_SHAPE.test(region) || region.length > 8 ? slipOf(region, REGIONS) : null
    yield found('INVALID_ARN_REGION', node, { region, suggestion }, suggestion === null ? 'warning' : null)
  }
  if (
    account !== '' &&
    !open(account) &&
    !/^(\d{12}|aws|aws-marketplace|cloudfront|third-party|aws-managed|amazon)$/.test(account)
  ) {
    yield found('INVALID_ARN_ACCOUNT', node, { account }, /\d/.test(account) ? null : 'warning')
  }
}

function* checkService(service: string, node: Text['node'], facts: Facts): Generator<LintProblem> {
  if (open(service)) return
  if (service === '') yield found('INVALID_SERVICE', node, { service, suggestion: null, asOf: facts.asOf })
  else if (/[A-Z]/.test(service)) yield found('INVALID_ARN_SERVICE_CASE', node, { service })
  else if (!isService(service, facts)) {
    const suggestion = slipOf(service, facts.services)
    const args = { service, suggestion, asOf: facts.asOf }
    yield found('INVALID_SERVICE', node, args, suggestion === null ? 'warning' : null)
  }
}

/** ARNs use some names that actions do not. */
const ARN_ONLY = new Set([
  'execute-api',
  'catalog',
  'mq',
  'opsworks-cm',
  'resource-explorer-2',
  'cloud9',
  'elasticfilesystem',
])

function isService(service: string, facts: Facts): boolean {
  return facts.services.has(service) || ARN_ONLY.has(service)
}
