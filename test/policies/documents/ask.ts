import { expect } from 'vitest'
import { evaluateRequest, type ContextValue } from '../../../policies/evaluate/index.ts'
import { toIamPolicy, type PolicyDocument, type Statement } from '../../../policies/index.ts'

export const ACCOUNT = '111122223333'
export const PLACE = {
  partition: 'aws',
  region: 'us-east-2',
  account: ACCOUNT,
  engine: 'main',
  stateBucket: 'acme-crowsnest',
} as const
export const KEY = `arn:aws:kms:us-east-2:${ACCOUNT}:key/1111abcd-0000-4000-8000-00000000000a`
export const OTHER_KEY = `arn:aws:kms:us-east-2:${ACCOUNT}:key/2222abcd-0000-4000-8000-00000000000b`

/** A request by hand: action, resource and condition keys. */
export type Ask = readonly [action: string, resource: string, context?: Readonly<Record<string, ContextValue>>]

const CALLER = `arn:aws:sts::${ACCOUNT}:assumed-role/caller/run`

/** Whether a role with these statements may do something of its own account. */
export function allows(statements: readonly Statement[], [action, resource, context = {}]: Ask): boolean {
  const policy = toIamPolicy({ name: 'policy', kind: 'identity', statements })
  const accountId = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(resource)?.[1] ?? ACCOUNT
  const request = { principal: CALLER, action, resource: { resource, accountId }, contextVariables: context }
  const [service = ''] = action.split(':')
  const { decision } = evaluateRequest(request, {
    identityPolicies: [policy],
    // Keys and roles that leave the decision to the policies of their account; AWS decides nothing about them without.
    ...(['kms', 'sts'].includes(service) && { resourcePolicy: delegating(service) }),
  })
  return decision === 'Allowed'
}

function delegating(service: string): { readonly name: string; readonly policy: unknown } {
  const Principal = { AWS: [`arn:aws:iam::${ACCOUNT}:root`] }
  const statement = {
    Effect: 'Allow',
    Principal,
    Action: [`${service}:*`],
    ...(service === 'kms' && { Resource: ['*'] }),
  }
  return { name: 'delegating', policy: { Version: '2012-10-17', Statement: [statement] } }
}

/** Whether a resource's policy (or a trust policy) alone lets a principal in. */
export function admits(document: PolicyDocument, principal: string, [action, resource, context = {}]: Ask): boolean {
  const request = { principal, action, resource: { resource, accountId: ACCOUNT }, contextVariables: context }
  return evaluateRequest(request, { resourcePolicy: toIamPolicy(document) }).decision === 'Allowed'
}

/** Expects the first requests to be allowed and the others to be denied, by name. */
export function expectAccess(
  statements: readonly Statement[],
  allowed: Readonly<Record<string, Ask>>,
  denied: Readonly<Record<string, Ask>>,
): void {
  const wrong = [
    ...Object.entries(allowed).flatMap(([name, ask]) => (allows(statements, ask) ? [] : [`denied: ${name}`])),
    ...Object.entries(denied).flatMap(([name, ask]) => (allows(statements, ask) ? [`allowed: ${name}`] : [])),
  ]
  expect(wrong).toEqual([])
}
