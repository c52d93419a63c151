import * as fc from 'fast-check'
import type { AccessRequest } from '../../../policies/index.ts'
import { ACCOUNT } from './ask.ts'

const few = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { minLength: 1, maxLength: 3 })

const actions = fc.constantFrom(
  '*',
  's3:*',
  's3:Get*',
  's3:GetObject',
  'S3:getobject',
  's3:PutObject',
  's3:*Object',
  'sqs:*',
  's?s:Send*',
)
const resources = fc.constantFrom(
  '*',
  'arn:aws:s3:::acme',
  'arn:aws:s3:::acme/*',
  'arn:aws:s3:::acme/sales/*',
  'arn:aws:s3:::acme/sales/?.csv',
  'arn:aws:s3:::*/b.csv',
  'arn:aws:s3:::acme/${aws:PrincipalTag/team}/*',
  'arn:aws:sqs:eu-*-1:111122223333:q',
  'arn:aws:sqs:*:q',
)
const principals = fc.constantFrom<unknown>(
  '*',
  { AWS: ACCOUNT },
  { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  { AWS: `arn:aws:iam::${ACCOUNT}:role/app` },
  { AWS: `arn:aws:iam::${ACCOUNT}:user/alice` },
  { AWS: [`arn:aws:sts::${ACCOUNT}:assumed-role/app/run`, '444455556666'] },
  { Service: 'sns.amazonaws.com' },
)

const conditions = fc.constantFrom<Readonly<Record<string, Readonly<Record<string, unknown>>>>>(
  { StringEquals: { 'aws:PrincipalTag/team': 'red' } },
  { StringEquals: { 'AWS:principaltag/team': ['red', 'blue'] } },
  { StringNotEquals: { 'aws:PrincipalTag/team': 'red' } },
  { StringLike: { 'aws:PrincipalTag/team': 'r*' } },
  { StringLikeIfExists: { 'aws:PrincipalTag/team': '*d' } },
  { StringEqualsIgnoreCase: { 'aws:PrincipalTag/team': 'RED' } },
  { NumericLessThan: { 's3:max-keys': 10 } },
  { NumericGreaterThanEquals: { 's3:max-keys': ['5', '20'] } },
  { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
  { NotIpAddress: { 'aws:SourceIp': ['203.0.113.128/25', '2001:db8::/32'] } },
  { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } },
  { 'ForAnyValue:StringLike': { 'aws:TagKeys': 'a*' } },
  { 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': 'a' } },
  { Null: { 'aws:PrincipalTag/team': 'true' } },
  { Bool: { 'aws:SecureTransport': 'false' } },
  { BoolIfExists: { 'aws:SecureTransport': true } },
  { DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } },
  { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:111122223333:*' } },
  { ArnNotEquals: { 'aws:SourceArn': 'arn:aws:sns:eu-west-1:111122223333:t' } },
)

type Json = Readonly<Record<string, unknown>>

/** Statements that often are about the same requests. */
export function statements(withPrincipal: boolean): fc.Arbitrary<Json> {
  return fc
    .record({
      effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
      action: few(actions),
      resource: few(resources),
      not: fc.constantFrom('', '', '', 'Action', 'Resource'),
      principal: principals,
      condition: fc.option(fc.array(conditions, { minLength: 1, maxLength: 2 })),
    })
    .map(({ effect, action, resource, not, principal, condition }) => ({
      Effect: effect,
      [not === 'Action' ? 'NotAction' : 'Action']: action,
      [not === 'Resource' ? 'NotResource' : 'Resource']: resource,
      ...(withPrincipal ? { Principal: principal } : {}),
      ...(condition === null ? {} : { Condition: Object.assign({}, ...condition) as Json }),
    }))
}

/** Policies of identities or resources. */
export function policies(
  withPrincipal: boolean,
): fc.Arbitrary<{ readonly Version: string; readonly Statement: readonly Json[] }> {
  return fc
    .array(statements(withPrincipal), { minLength: 1, maxLength: 3 })
    .map((list) => ({ Version: '2012-10-17', Statement: list }))
}

/** Requests that often match; within one account. */
export const requests: fc.Arbitrary<AccessRequest> = fc
  .record({
    principal: fc.constantFrom(
      `arn:aws:sts::${ACCOUNT}:assumed-role/app/run`,
      `arn:aws:sts::${ACCOUNT}:assumed-role/other/run`,
      `arn:aws:iam::${ACCOUNT}:user/alice`,
      `arn:aws:iam::${ACCOUNT}:user/bob`,
      'sns.amazonaws.com',
      '*',
    ),
    action: fc.constantFrom(
      's3:GetObject',
      's3:GetBucketAcl',
      's3:PutObject',
      's3:ListBucket',
      'sqs:SendMessage',
      'sns:Publish',
    ),
    resource: fc.constantFrom(
      'arn:aws:s3:::acme',
      'arn:aws:s3:::acme/a',
      'arn:aws:s3:::acme/sales/a.csv',
      'arn:aws:s3:::acme/sales/b.csv',
      'arn:aws:s3:::acme/red/b.csv',
      'arn:aws:s3:::other/b.csv',
      'arn:aws:sqs:eu-west-1:111122223333:q',
      'arn:aws:sqs:eu-west-1:111122223333:x:q',
      '*',
    ),
    context: fc.record(
      {
        'aws:PrincipalTag/team': fc.constantFrom('red', 'RED', 'blue', 'rd', 'sales', ''),
        's3:max-keys': fc.constantFrom('4', '5', '9.5', '10', '20', '21'),
        'aws:SourceIp': fc.constantFrom('203.0.113.1', '203.0.113.200', '192.0.2.1', '2001:db8::7', '2001:db9::7'),
        'aws:TagKeys': fc.constantFrom<readonly string[]>([], ['a'], ['a', 'b'], ['b', 'c'], ['ab'], ['c']),
        'aws:SecureTransport': fc.constantFrom('true', 'false'),
        'aws:CurrentTime': fc.constantFrom('2025-01-01T00:00:00Z', '2026-01-01T00:00:00Z', '1900000000'),
        'aws:SourceArn': fc.constantFrom('arn:aws:sns:eu-west-1:111122223333:t', 'arn:aws:sns:x:444455556666:t', 'x'),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ principal, action, resource, context }) => ({
    principal,
    action,
    resource: { resource, accountId: ACCOUNT },
    contextVariables: context,
  }))
