import type { LintCode } from '../../policies/index.ts'
import { findingsIn, findingText, policiesOf, GRANTING, type PolicyOf } from '../documents.ts'
import { resourceRule } from '../rule.ts'
import { statementsOf, type StatementOf } from '../statements.ts'

/** What the linter calls a grant of every resource. */
export const WILDCARD_CODES: ReadonlySet<string> = new Set<LintCode>(['RESOURCE_STAR', 'RESOURCE_EFFECTIVELY_STAR'])

/** Condition keys that say who may use what is open to everybody. */
const WHO =
  /^(aws:(principal(arn|account|org(id|paths)|tag\/.+|servicename|isawsservice)|source(arn|account|org(id|paths)|vpc|vpce|ip|identity)|vpcsourceip|userid|username)|kms:(calleraccount|viaservice)|lambda:functionurlauthtype|s3:dataaccesspointaccount|sns:endpoint|sts:externalid)$/

/** No grant of everything: neither all actions, nor all resources where some can be named, nor everybody. */
export const noWildcards = resourceRule({
  title: 'Grants name what they grant',
  description:
    'No policy allows all actions (of AWS or of a service), everything but some, everybody, or every resource where AWS lets one name some.',
  enforcement: 'mandatory',
  why: 'A grant of everything grows with AWS: nobody has decided what it allows tomorrow.',
  severity: 'high',
  cure: 'Name the actions, resources and principals. Where AWS offers only "*", the rule finds nothing.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
  scope: 'all',
  settings: {},
  types: GRANTING,
  async check(resource) {
    const found = await findingsIn(resource)
    return [
      ...found.filter(({ finding }) => WILDCARD_CODES.has(finding.code)).map((one) => findingText(one)),
      ...policiesOf(resource).flatMap((policy) =>
        statementsOf(policy).flatMap((one) => wideParts(one, policy, resource.type)),
      ),
    ]
  },
  bad: {
    resources: [
      rolePolicy({ Action: 's3:*', Resource: 'arn:aws:s3:::acme-metrics/*' }),
      rolePolicy({ Action: 's3:GetObject', Resource: '*' }, 'every-object'),
    ],
  },
  good: {
    resources: [
      rolePolicy({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme-metrics/continuous/*' }),
      rolePolicy({ Action: 'cloudwatch:GetMetricData', Resource: '*' }, 'metrics'),
    ],
  },
})

function wideParts(
  statement: StatementOf,
  { type, endpoint, made, property }: PolicyOf,
  of: string,
): readonly string[] {
  // A boundary or endpoint only takes away from what other policies allow.
  if (statement.effect !== 'Allow' || type === 'boundary' || endpoint) return []
  const place = (element: string): string => (made ? property : `${statement.place}.${element}`)
  const { actions, notActions, notResources, principals, conditionKeys } = statement
  return [
    ...actions
      .filter((action) => /^\*+$|^[^:]+:\*+$/.test(action) && !isAccountOfKey(statement, action, of))
      .map(
        (action) =>
          `${place('Action')}: "${action}" allows every action${action.includes(':') ? ' of a service' : ''}. Name those that are needed.`,
      ),
    ...(notActions.length === 0
      ? []
      : [
          `${place('NotAction')}: with Allow it allows everything but a few actions. Name those that are needed in Action.`,
        ]),
    ...(notResources.length === 0
      ? []
      : [
          `${place('NotResource')}: with Allow it allows everything but a few resources. Name those that are needed in Resource.`,
        ]),
    ...principals
      .filter(({ value }) => value === '*' && type !== 'identity' && !conditionKeys.some((key) => WHO.test(key)))
      .map(
        () =>
          `${place('Principal')}: "*" lets everybody in. Name who it is, or ask for aws:PrincipalOrgID, aws:PrincipalArn or aws:SourceArn.`,
      ),
  ]
}

/**
 * A key that its account cannot manage is lost: AWS itself gives the account kms:*, which says only that IAM policies decide.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
function isAccountOfKey({ principals }: StatementOf, action: string, of: string): boolean {
  const accounts = principals.every(
    ({ kind, value }) => kind === 'AWS' && /^(\d{12}|arn:[a-z-]+:iam::\d{12}:root)$/.test(value),
  )
  return of.startsWith('aws:kms/') && action === 'kms:*' && principals.length > 0 && accounts
}

function rolePolicy(statement: Readonly<Record<string, unknown>>, name = 'data') {
  return {
    type: 'aws:iam/rolePolicy:RolePolicy',
    name,
    properties: {
      role: 'revenue-data',
      policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] },
    },
  }
}
