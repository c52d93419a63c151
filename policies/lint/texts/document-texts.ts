import { count, didYouMean, show } from '../../../spec/finding-text.ts'
import { identity, resource, row, trust } from './lint-text.ts'

/** Findings about a document as a whole and the elements of its statements. */
export const DOCUMENT_TEXTS = {
  JSON_SYNTAX_ERROR: row<{ detail: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'The text is not valid JSON (or YAML).',
    message: ({ detail }) => `This is not valid JSON: ${detail}.`,
    help: () => 'Correct the text here; nothing behind it was read.',
    bad: { type: 'identity', document: '{ "Version": "2012-10-17", "Statement": [' },
    good: identity(),
  }),
  DOCUMENT_TOO_LARGE: row<{ length: number; limit: number; what: string }>({
    level: 'error',
    origin: 'crowsnest',
    summary: 'The file, or a policy in it, is larger than AWS accepts.',
    message: ({ length, limit, what }) =>
      `The ${what} has ${count(length)} characters; at most ${count(limit)} are read.`,
    help: ({ what }) => (what === 'policy' ? 'AWS refuses it too: split it.' : 'Lint the policies of it one by one.'),
    bad: identity({ Resource: Array.from({ length: 4500 }, (_, index) => `arn:aws:s3:::acme-data/part/${index}`) }),
    good: identity(),
  }),
  DOCUMENT_TOO_DEEP: row<{ limit: number }>({
    level: 'error',
    origin: 'crowsnest',
    summary: 'Lists or mappings are nested beyond anything that a policy or template has.',
    message: ({ limit }) => `Brackets are nested more than ${limit} deep, or aliases multiply the document.`,
    help: () => 'No policy needs that; write it out plainly.',
    bad: { type: 'identity', document: '['.repeat(1000) },
    good: identity(),
  }),
  DUPLICATE_KEY: row<{ key: string }>({
    level: 'error',
    origin: 'crowsnest',
    summary: 'A mapping has the same key twice; one of the values would be lost.',
    message: ({ key }) => `The key ${show(key)} is already there.`,
    help: () => 'Put both values under one key, or remove one of them.',
    bad: {
      type: 'identity',
      document:
        '{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Effect": "Deny", "Action": "s3:GetObject", "Resource": "*" } }',
    },
    good: identity(),
  }),
  NO_POLICY_FOUND: row<Record<never, never>>({
    level: 'error',
    origin: 'crowsnest',
    summary: 'The file holds no policy, so that nothing was checked.',
    message: () => 'There is no policy in this file.',
    help: () => 'Name a policy, a CloudFormation template or the JSON of `terraform show -json PLAN` that has one.',
    bad: { type: 'identity', document: { name: 'not a policy' } },
    good: identity(),
  }),
  POLICY_NOT_KNOWN_YET: row<{ property: string }>({
    level: 'suggestion',
    origin: 'crowsnest',
    summary: 'A Terraform plan knows a policy only after it is applied; it was not checked.',
    message: ({ property }) => `${show(property)} will be known only after the plan is applied, so it was not checked.`,
    help: () => 'Write it so that it depends on no attribute of a new resource, or lint the deployed policy.',
    bad: {
      type: 'identity',
      document: {
        planned_values: { root_module: {} },
        resource_changes: [{ type: 'aws_iam_policy', change: { after_unknown: { policy: true } } }],
      },
    },
    good: {
      type: 'identity',
      document: {
        planned_values: {
          root_module: {
            resources: [{ type: 'aws_iam_policy', values: { policy: JSON.stringify(identity().document) } }],
          },
        },
        resource_changes: [{ type: 'aws_iam_policy', change: { after_unknown: { arn: true } } }],
      },
    },
  }),
  DATA_TYPE_MISMATCH: row<{ element: string; expected: string; got: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'An element has the wrong JSON type. A null in a list is a warning: IAM stores it.',
    message: ({ element, expected, got }) => `${element} needs ${expected}, but here is ${got}.`,
    help: ({ expected }) => `Write ${expected}.`,
    bad: identity({ Resource: { bucket: 'acme-data' } }),
    good: identity(),
  }),
  INVALID_POLICY_ELEMENT: row<{ element: string; suggestion: string | null }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A key is not an element of a policy.',
    message: ({ element, suggestion }) => `${show(element)} is no element of a policy.${didYouMean(suggestion)}`,
    help: () => 'Correct the name, or remove it.',
    bad: identity({ Actions: 's3:PutObject' }),
    good: identity(),
  }),
  INVALID_VERSION: row<{ version: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'The version is not one that IAM has.',
    message: ({ version }) => `${show(version)} is no version of the policy language.`,
    help: () => 'Write "2012-10-17".',
    bad: { type: 'identity', document: { Version: '2024-01-01', Statement: [] } },
    good: identity(),
  }),
  MISSING_VERSION: row<Record<never, never>>({
    level: 'warning',
    origin: 'access-analyzer',
    summary: 'There is no version: IAM takes 2008-10-17, which has no policy variables.',
    message: () => 'There is no Version, so IAM takes 2008-10-17 and leaves policy variables as they are written.',
    help: () => 'Add "Version": "2012-10-17".',
    bad: { type: 'trust', document: { Statement: [] } },
    good: trust(),
  }),
  VERSION_TOO_OLD: row<{ version: string | null }>({
    level: 'error',
    origin: 'crowsnest',
    summary: 'A managed policy needs version 2012-10-17; IAM refuses to store an older one.',
    message: ({ version }) =>
      `IAM stores no managed policy ${version === null ? 'without version' : `of version ${version}`}.`,
    help: () => 'Write "Version": "2012-10-17"; look at its policy variables, which are replaced then.',
    bad: { type: 'identity', document: { Version: '2008-10-17', Statement: [] } },
    good: identity(),
  }),
  MISSING_STATEMENT: row<Record<never, never>>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'The policy has no statement.',
    message: () => 'The policy has no statement.',
    help: () => 'Add a statement under "Statement".',
    bad: { type: 'identity', document: { Version: '2012-10-17', Statement: [] } },
    good: identity(),
  }),
  MISSING_EFFECT: row<Record<never, never>>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A statement does not say whether it allows or denies.',
    message: () => 'The statement has no Effect.',
    help: () => 'Add "Effect": "Allow" or "Effect": "Deny".',
    bad: identity({ Effect: undefined }),
    good: identity(),
  }),
  INVALID_EFFECT: row<{ effect: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'An effect is neither Allow nor Deny; case matters.',
    message: ({ effect }) => `${show(effect)} is no effect.`,
    help: () => 'Write "Allow" or "Deny", with a capital.',
    bad: identity({ Effect: 'allow' }),
    good: identity(),
  }),
  MISSING_ACTION: row<Record<never, never>>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A statement names no action.',
    message: () => 'The statement names no action.',
    help: () => 'Add an Action (or NotAction) with at least one entry.',
    bad: identity({ Action: undefined }),
    good: identity(),
  }),
  MISSING_RESOURCE: row<Record<never, never>>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A statement names no resource where its kind of policy needs one.',
    message: () => 'The statement names no resource.',
    help: () => 'Add a Resource with the ARNs that the statement is about; "*" where the actions know none.',
    bad: identity({ Resource: undefined }),
    good: identity(),
  }),
  MISSING_PRINCIPAL: row<{ policy: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A statement does not say who, in a kind of policy that needs it.',
    message: ({ policy }) => `A ${policy} says who may do it, but this statement has no Principal.`,
    help: () => 'Add a Principal.',
    bad: trust({ Principal: undefined }),
    good: trust(),
  }),
  UNSUPPORTED_PRINCIPAL: row<{ policy: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'An identity policy or permissions boundary has a Principal: it is about whoever it is attached to.',
    message: ({ policy }) => `A ${policy} is about whoever it is attached to and cannot have a Principal.`,
    help: () => 'Remove it, or attach the policy to the resource instead.',
    bad: identity({ Principal: { AWS: '111122223333' } }),
    good: identity(),
  }),
  UNSUPPORTED_ELEMENT_COMBINATION: row<{ one: string; other: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A statement has an element and its opposite.',
    message: ({ one, other }) => `A statement cannot have both ${one} and ${other}.`,
    help: ({ one }) => `Keep one of them; ${one} is the plainer one.`,
    bad: identity({ NotAction: 's3:PutObject' }),
    good: identity(),
  }),
  UNSUPPORTED_SID: row<{ sid: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary:
      'A statement id has a character other than letters and digits. A warning for an underscore: IAM stores it.',
    message: ({ sid }) => `The statement id ${show(sid)} has other characters than letters and digits.`,
    help: () => 'Use only a-z, A-Z and 0-9.',
    bad: identity({ Sid: 'Read the data' }),
    good: identity({ Sid: 'ReadTheData' }),
  }),
  UNIQUE_SIDS_REQUIRED: row<{ sid: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'Two statements have the same id.',
    message: ({ sid }) => `Another statement already has the id ${show(sid)}.`,
    help: () => 'Give each statement an id of its own, or none.',
    bad: identity({ Sid: 'Read' }, { Sid: 'Read', Resource: 'arn:aws:s3:::acme-other/*' }),
    good: identity({ Sid: 'Read' }, { Sid: 'ReadOther', Resource: 'arn:aws:s3:::acme-other/*' }),
  }),
  UNIQUE_SIDS_RECOMMENDED: row<{ sid: string }>({
    level: 'warning',
    origin: 'access-analyzer',
    summary: 'Two statements of a resource policy have the same id, which not every service accepts.',
    message: ({ sid }) => `Another statement already has the id ${show(sid)}; not every service accepts that.`,
    help: () => 'Give each statement an id of its own, or none.',
    bad: resource({ Sid: 'Read' }, { Sid: 'Read', Resource: 'arn:aws:s3:::acme-other/*' }),
    good: resource({ Sid: 'Read' }, { Sid: 'ReadOther', Resource: 'arn:aws:s3:::acme-other/*' }),
  }),
  EMPTY_SID_VALUE: row<Record<never, never>>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary: 'A statement id is an empty text.',
    message: () => 'The statement id is empty.',
    help: () => 'Say what the statement is for, or remove the Sid.',
    bad: identity({ Sid: '' }),
    good: identity({ Sid: 'ReadTheData' }),
  }),
  POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA: row<SizeArgs>({
    level: 'warning',
    origin: 'access-analyzer',
    summary: 'An identity policy is longer than a user, group or managed policy may be (2,048, 5,120 or 6,144).',
    message: tooLong('identity policy'),
    help: () => 'Split it into several managed policies; `crowsnest policy` does so by itself.',
    bad: identity({ Resource: long(170) }),
    good: identity(),
  }),
  POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA: row<SizeArgs>({
    level: 'warning',
    origin: 'access-analyzer',
    summary: 'A resource policy is longer than most services accept (20,480).',
    message: tooLong('resource policy'),
    help: () => 'Use patterns, tags or aws:PrincipalOrgID instead of lists.',
    bad: resource({ Resource: long(600) }),
    good: resource(),
  }),
  POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA: row<SizeArgs>({
    level: 'warning',
    origin: 'access-analyzer',
    summary: 'A role trust policy is longer than the default quota (2,048).',
    message: tooLong('role trust policy'),
    help: () => 'Trust fewer principals, or ask AWS for the larger quota of 4,096.',
    bad: trust({
      Principal: { AWS: Array.from({ length: 60 }, (_, i) => `arn:aws:iam::111122223333:role/reader-${i}`) },
    }),
    good: trust(),
  }),
} as const

/** What some of these texts are made from. */
export interface SizeArgs {
  size: number
  quota: number
}

function tooLong(what: string): (args: SizeArgs) => string {
  return ({ size, quota }) =>
    `The ${what} has ${count(size)} characters without white space, more than the quota of ${count(quota)}.`
}

function long(entries: number): readonly string[] {
  return Array.from({ length: entries }, (_, index) => `arn:aws:s3:::acme-data/customer/${index}/*`)
}
