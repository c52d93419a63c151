import type { FindingLevel } from '../../spec/index.ts'
import { findingsIn, findingText, WITH_POLICY } from '../documents.ts'
import { resourceRule, type ResourceRule, type RuleText } from '../rule.ts'
import { DEPUTY_CODES } from './confused-deputy.ts'
import { WILDCARD_CODES } from './no-wildcards.ts'

/** Settings of the rules that pass on what the linter finds. */
export interface LintSettings {
  /** Codes to leave out. */
  readonly ignore: readonly string[]
}

type Own = Pick<
  RuleText<LintSettings>,
  'title' | 'description' | 'enforcement' | 'why' | 'severity' | 'cure' | 'source'
> & { readonly bad: unknown; readonly good: unknown }

/** Documents that IAM refuses, or parts of which can never work. */
export const policyErrors = lintRule('error', {
  title: 'Policies are right',
  description: 'Every policy of the stack is one that IAM accepts and all of which can work.',
  enforcement: 'mandatory',
  why: 'The deployment would fail half-way, or what the policy is for would never work.',
  severity: 'high',
  cure: 'Do what the message says; docs/lint.md shows each code with a bad and a good example.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
  bad: { Effect: 'Allow', Action: 's3:GetObjct', Resource: 'arn:aws:s3:::acme-metrics/*' },
  good: { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme-metrics/*' },
})

/** Documents that allow more than it seems. */
export const policySecurity = lintRule('security-warning', {
  title: 'Policies allow what they seem to allow',
  description:
    'No policy of the stack lets in or hands on more than it seems to: roles to pass, ways to more rights, conditions without effect.',
  enforcement: 'mandatory',
  why: 'These are the known ways from a small right to a large one.',
  severity: 'high',
  cure: 'Do what the message says; docs/lint.md shows each code with a bad and a good example.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
  bad: { Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' },
  good: {
    Effect: 'Allow',
    Action: 'iam:PassRole',
    Resource: 'arn:aws:iam::111122223333:role/crowsnest/us-east-2/main/crowsnest-main-scheduler-0123456789',
    Condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
  },
})

/** Documents that could be better. */
export const policyAdvice = lintRule('warning', {
  title: 'Policies have no doubtful parts',
  description: 'No policy of the stack has a part that does nothing, or not what was meant.',
  enforcement: 'advisory',
  why: 'Nothing is open and most of it works; a person should look.',
  severity: 'low',
  cure: 'Do what the message says, or leave a code out with `ignore`; docs/lint.md shows each with a bad and a good example.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
  bad: {
    Effect: 'Allow',
    Action: 'secretsmanager:GetSecretValue',
    Resource: 'arn:aws:secretsmanager:us-east-2:111122223333:secret:crowsnest/sales-db',
  },
  good: {
    Effect: 'Allow',
    Action: 'secretsmanager:GetSecretValue',
    Resource: 'arn:aws:secretsmanager:us-east-2:111122223333:secret:crowsnest/sales-db-??????',
  },
})

function lintRule(level: FindingLevel, { bad, good, ...text }: Own): ResourceRule<LintSettings> {
  return resourceRule<LintSettings>({
    ...text,
    scope: 'all',
    settings: {
      ignore: {
        description: 'Codes of the linter to leave out, such as those of a decision that was made.',
        type: 'array',
        items: { type: 'string' },
        default: [],
      },
    },
    types: WITH_POLICY,
    async check(resource, { ignore }) {
      const found = await findingsIn(resource)
      return found
        .filter(({ finding }) => finding.level === level && !ignore.includes(finding.code))
        .filter(({ finding }) => !DEPUTY_CODES.has(finding.code) && !WILDCARD_CODES.has(finding.code))
        .map((one) => findingText(one))
    },
    bad: { resources: [rolePolicy(bad)] },
    good: { resources: [rolePolicy(good)] },
  })
}

function rolePolicy(statement: unknown) {
  return {
    type: 'aws:iam/rolePolicy:RolePolicy',
    name: 'data',
    properties: { role: 'revenue-data', policy: { Version: '2012-10-17', Statement: [statement] } },
  }
}
