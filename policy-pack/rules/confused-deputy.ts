import type { LintCode } from '../../policies/index.ts'
import { findingsIn, findingText, GRANTING } from '../documents.ts'
import { resourceRule } from '../rule.ts'

/** What the linter calls a deputy that can be confused. */
export const DEPUTY_CODES: ReadonlySet<string> = new Set<LintCode>([
  'EXTERNAL_ID_MISSING',
  'MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL',
  'MISSING_GITHUB_REPO_CONDITION_KEY',
  'RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
  'RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL',
  'SCHEDULER_SOURCE_NOT_GROUP',
  'SOURCE_ARN_ON_LAMBDA_TRUST',
  'SOURCE_KEY_WITHOUT_SERVICE',
])

/** Names that the components give to the roles of engines, whatever their path. */
export const ENGINE_ROLES: readonly string[] = ['arn:*:iam::*:role/*crowsnest-*-engine-??????????']

const ENGINE = 'arn:aws:iam::111122223333:role/crowsnest/us-east-2/main/crowsnest-main-engine-0123456789'

/** Who acts for many is told for whom: ExternalId for our engine, SourceArn and SourceAccount for services of AWS. */
export const confusedDeputy = resourceRule<{ engineRoles: readonly string[] }>({
  title: 'Nobody acts for another by mistake',
  description:
    'A role that the engine assumes asks for sts:ExternalId; what trusts a service of AWS asks for aws:SourceArn or aws:SourceAccount, where the service sends them.',
  enforcement: 'mandatory',
  why: 'Without it, who may register a detector or a schedule can have others’ data read or messages sent in their name.',
  severity: 'critical',
  cure: 'Add the condition that the message names, or let the component ServiceRole write the role.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
  scope: 'all',
  settings: {
    engineRoles: {
      description: 'ARNs of roles that assume other roles for many; * and ? are wildcards.',
      type: 'array',
      items: { type: 'string' },
      default: ENGINE_ROLES,
    },
  },
  types: GRANTING,
  async check(resource, { engineRoles }) {
    const found = await findingsIn(resource, engineRoles)
    return found.filter(({ finding }) => DEPUTY_CODES.has(finding.code)).map((one) => findingText(one))
  },
  bad: {
    resources: [
      role({ Principal: { AWS: ENGINE }, Action: 'sts:AssumeRole' }),
      permission({ principal: 'sns.amazonaws.com' }),
    ],
  },
  good: {
    resources: [
      role({
        Principal: { AWS: ENGINE },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'sts:ExternalId': 'crowsnest:us-east-2:111122223333:detector/revenue/dataset' },
        },
      }),
      permission({
        principal: 'sns.amazonaws.com',
        sourceArn: 'arn:aws:sns:us-east-2:111122223333:oncall',
      }),
    ],
  },
})

function role(statement: Readonly<Record<string, unknown>>) {
  return {
    type: 'aws:iam/role:Role',
    name: 'revenue-data',
    properties: { assumeRolePolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] } },
  }
}

function permission(properties: Readonly<Record<string, unknown>>) {
  return {
    type: 'aws:lambda/permission:Permission',
    name: 'from-topic',
    properties: { action: 'lambda:InvokeFunction', function: 'notify-oncall', ...properties },
  }
}
