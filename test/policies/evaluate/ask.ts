import { evaluateRequest, type AccessRequest, type ApplicablePolicies } from '../../../policies/index.ts'

export const ACCOUNT = '111122223333'
export const OTHER_ACCOUNT = '444455556666'
export const USER = `arn:aws:iam::${ACCOUNT}:user/alice`
export const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/app/run`
export const OBJECT = 'arn:aws:s3:::acme/sales/a.csv'

/** A statement; what is not given matches every request. */
export function statement(parts: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  const action = 'NotAction' in parts ? {} : { Action: '*' }
  const resource = 'NotResource' in parts ? {} : { Resource: '*' }
  return { Effect: 'Allow', ...action, ...resource, ...parts }
}

/** A policy of version 2012-10-17. */
export function policy(...statements: readonly Readonly<Record<string, unknown>>[]): never {
  return { Version: '2012-10-17', Statement: statements } as never
}

/** A request of a role session for an object in its own account, with changes. */
export function request(changes: Partial<AccessRequest> = {}): AccessRequest {
  return {
    principal: SESSION,
    action: 's3:GetObject',
    resource: { resource: OBJECT, accountId: ACCOUNT },
    contextVariables: {},
    ...changes,
  }
}

/** The decision alone. */
export function ask(policies: ApplicablePolicies, changes: Partial<AccessRequest> = {}): string {
  return evaluateRequest(request(changes), policies).decision
}

/** Whether a statement of an identity policy is about a request. */
export function matches(parts: Readonly<Record<string, unknown>>, changes: Partial<AccessRequest> = {}): boolean {
  return ask({ identityPolicies: [policy(statement(parts))] }, changes) === 'Allowed'
}
