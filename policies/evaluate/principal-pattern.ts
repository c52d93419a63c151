import type { Caller } from './caller.ts'
import type { RequestView } from './request-view.ts'

/**
 * How closely a statement names the caller, which decides whether other policies limit what it grants:
 * `direct` (the user, the session, or everybody), the `role` of the session, or only its `account`.
 */
export type Closeness = 'direct' | 'role' | 'account'

/** One entry of Principal or NotPrincipal. */
export type PrincipalPattern =
  | { readonly kind: 'everybody' }
  | { readonly kind: 'account'; readonly account: string }
  | { readonly kind: 'user' | 'session' | 'federated-user' | 'named'; readonly text: string }
  | { readonly kind: 'role'; readonly text: string; readonly account: string; readonly name: string }
  | { readonly kind: 'unique-id'; readonly text: string }

const ARN = /^arn:[a-z][a-z-]*:(iam|sts)::(\d{12}):(.+)$/i

/**
 * Reads an entry of the Principal element.
 *
 * @param type - AWS, Service, Federated or CanonicalUser
 * @returns null when it is of no known form
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function principalPattern(type: string, text: string): PrincipalPattern | null {
  if (type !== 'AWS') return text === '' || /[*?\s]/.test(text) ? null : { kind: 'named', text: text.toLowerCase() }
  if (text === '*') return { kind: 'everybody' }
  if (/^\d{12}$/.test(text)) return { kind: 'account', account: text }
  if (/^A[A-Z0-9]{15,}$/.test(text)) return { kind: 'unique-id', text }
  const [, service, account, resource] = ARN.exec(text) ?? []
  if (service === undefined || account === undefined || resource === undefined || /[*?\s]/.test(text)) return null
  if (service === 'iam' && resource === 'root') return { kind: 'account', account }
  if (service === 'iam' && resource.startsWith('user/')) return { kind: 'user', text }
  if (service === 'iam' && resource.startsWith('role/')) {
    return { kind: 'role', text, account, name: resource.slice(resource.lastIndexOf('/') + 1) }
  }
  if (service === 'sts' && resource.startsWith('assumed-role/')) return { kind: 'session', text }
  return service === 'sts' && resource.startsWith('federated-user/') ? { kind: 'federated-user', text } : null
}

/** How closely an entry names the caller; null when it does not. */
export function closeness(pattern: PrincipalPattern, { caller, context }: RequestView): Closeness | null {
  switch (pattern.kind) {
    case 'everybody':
      return 'direct'
    case 'account':
      return pattern.account !== caller.account ? null : caller.kind === 'root' ? 'direct' : 'account'
    case 'user':
    case 'session':
    case 'federated-user':
      return pattern.text === caller.text ? 'direct' : null
    case 'named':
      return isNamed(caller) && pattern.text === caller.text.toLowerCase() ? 'direct' : null
    case 'role':
      return isRole(pattern, caller) ? 'role' : null
    case 'unique-id':
      return idCloseness(pattern.text, context.get('aws:userid')?.[0])
  }
}

/**
 * Whether NotPrincipal leaves a Deny in force. AWS may check the account first, then the role, then the session, so it is
 * lifted only when each of them is named.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function deniesDespiteNotPrincipal(patterns: readonly PrincipalPattern[], view: RequestView): boolean {
  const { caller } = view
  const named = new Set(patterns.map((pattern) => closeness(pattern, view)))
  if (caller.account === null || caller.kind === 'root') return !named.has('direct')
  if (patterns.some(({ kind }) => kind === 'everybody')) return false
  const needed: readonly Closeness[] =
    caller.kind === 'session'
      ? ['account', 'role', 'direct']
      : caller.kind === 'role'
        ? ['account', 'role']
        : ['account', 'direct']
  return needed.some((each) => !named.has(each))
}

function isNamed({ kind }: Caller): boolean {
  return kind === 'service' || kind === 'provider' || kind === 'canonical'
}

/** Names of roles are unique in an account whatever their path; where both paths are known they must agree. */
function isRole(
  pattern: { readonly text: string; readonly account: string; readonly name: string },
  caller: Caller,
): boolean {
  if (caller.kind !== 'session' && caller.kind !== 'role') return false
  if (caller.roleArn !== null) return caller.roleArn === pattern.text
  return caller.account === pattern.account && caller.name === pattern.name
}

/** IAM writes the unique id of a principal in place of its ARN when the principal is deleted. */
function idCloseness(id: string, userId: string | undefined): Closeness | null {
  if (userId === id) return 'direct'
  return userId?.startsWith(`${id}:`) === true ? 'role' : null
}
