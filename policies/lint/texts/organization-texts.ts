import { count, either, show } from '../../../spec/finding-text.ts'
import { rcp, row, scp } from './lint-text.ts'

/** Findings about policies of an organization: service control policies and resource control policies. */
export const ORGANIZATION_TEXTS = {
  SCP_SYNTAX_ERROR_ACTION_WILDCARD: row<{ action: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'An action of a service control policy has a wildcard before its end.',
    message: ({ action }) => `A service control policy allows a wildcard only at the end, but here is ${show(action)}.`,
    help: () => 'Name the actions, or move the wildcard to the end.',
    bad: scp({ Action: 's3:*Object' }),
    good: scp({ Action: 's3:Delete*' }),
  }),
  SCP_SYNTAX_ERROR_ALLOW_CONDITION: row<Record<never, never>>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'An Allow of a service control policy has a condition.',
    message: () => 'An Allow of a service control policy cannot have a condition.',
    help: () => 'Allow without it, and Deny with the opposite condition.',
    bad: scp({ Effect: 'Allow', Action: 's3:*', Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } } }),
    good: scp({ Action: 's3:*', Condition: { StringNotEquals: { 'aws:RequestedRegion': 'us-east-1' } } }),
  }),
  SCP_SYNTAX_ERROR_ALLOW_NOTACTION: row<Record<never, never>>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'An Allow of a service control policy has NotAction.',
    message: () => 'An Allow of a service control policy cannot have NotAction.',
    help: () => 'Name the actions, or Deny what NotAction names.',
    bad: scp({ Effect: 'Allow', Action: undefined, NotAction: 'organizations:*' }),
    good: scp(),
  }),
  SCP_SYNTAX_ERROR_ALLOW_RESOURCE: row<Record<never, never>>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'An Allow of a service control policy names resources.',
    message: () => 'An Allow of a service control policy is about every resource.',
    help: () => 'Write "*", and Deny what is to be out of reach.',
    bad: scp({ Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::acme-data/*' }),
    good: scp({ Effect: 'Allow', Action: 's3:*', Resource: '*' }),
  }),
  SCP_SYNTAX_ERROR_NOTRESOURCE: row<Record<never, never>>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'An Allow of a service control policy has NotResource.',
    message: () => 'An Allow of a service control policy cannot have NotResource.',
    help: () => 'Use Resource with "*".',
    bad: scp({ Effect: 'Allow', Action: 's3:*', Resource: undefined, NotResource: 'arn:aws:s3:::acme-data/*' }),
    good: scp({ Effect: 'Allow', Action: 's3:*' }),
  }),
  SCP_SYNTAX_ERROR_PRINCIPAL: row<{ element: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A service control policy names a principal: it is about whole accounts.',
    message: ({ element }) => `A service control policy is about whole accounts and cannot have ${element}.`,
    help: () => 'Remove it; aws:PrincipalArn in a condition limits who.',
    bad: scp({ Principal: '*' }),
    good: scp({ Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/break-glass' } } }),
  }),
  POLICY_SIZE_EXCEEDS_SCP_QUOTA: row<{ size: number; quota: number }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A service control policy is longer than the quota (5,120).',
    message: ({ size, quota }) =>
      `The service control policy has ${count(size)} characters; the quota is ${count(quota)}.`,
    help: () => 'Split it into several.',
    bad: scp({ Action: many() }),
    good: scp(),
  }),
  POLICY_SIZE_EXCEEDS_RCP_QUOTA: row<{ size: number; quota: number }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A resource control policy is longer than the quota (5,120).',
    message: ({ size, quota }) =>
      `The resource control policy has ${count(size)} characters; the quota is ${count(quota)}.`,
    help: () => 'Split it into several.',
    bad: rcp({ Action: many() }),
    good: rcp(),
  }),
  RCP_SYNTAX_ERROR_ALLOW: row<Record<never, never>>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A resource control policy allows something: only its given RCPFullAWSAccess may.',
    message: () => 'A resource control policy of your own can only Deny.',
    help: () => 'Deny what is to be out of reach; RCPFullAWSAccess allows the rest.',
    bad: rcp({ Effect: 'Allow' }),
    good: rcp(),
  }),
  RCP_SYNTAX_ERROR_NOTACTION: row<Record<never, never>>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A resource control policy has NotAction.',
    message: () => 'A resource control policy cannot have NotAction.',
    help: () => 'Name the actions.',
    bad: rcp({ Action: undefined, NotAction: 's3:GetObject' }),
    good: rcp(),
  }),
  RCP_SYNTAX_ERROR_PRINCIPAL: row<Record<never, never>>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'The principal of a resource control policy is not "*".',
    message: () => 'The Principal of a resource control policy can only be "*".',
    help: () => 'Write "Principal": "*" and limit who in the condition.',
    bad: rcp({ Principal: { AWS: '111122223333' } }),
    good: rcp(),
  }),
  RCP_SYNTAX_ERROR_ACTION: row<{ action: string; services: readonly string[] }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A resource control policy names "*", or an action of a service that knows no such policies.',
    message: ({ action }) => `A resource control policy cannot be about ${show(action)}.`,
    help: ({ services }) => `Name actions of a service that supports it: ${either(services)}.`,
    bad: rcp({ Action: '*' }),
    good: rcp(),
  }),
} as const

function many(): readonly string[] {
  return Array.from({ length: 400 }, (_, index) => `s3:GetObject${index}*`)
}
