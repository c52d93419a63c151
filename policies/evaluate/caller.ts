import { EvaluationError } from './evaluation-error.ts'

/** Who makes a request. */
export interface Caller {
  readonly kind:
    'user' | 'role' | 'session' | 'federated-user' | 'root' | 'service' | 'provider' | 'canonical' | 'anonymous'
  /** As the request names it. */
  readonly text: string
  /** 12 digits; null for those without an account. */
  readonly account: string | null
  /** Name of the user or role, without its path; else the text. */
  readonly name: string
  /** Value of aws:PrincipalArn where it is certain: the path of a session's role is not in its ARN. */
  readonly principalArn: string | null
  /** Value of aws:PrincipalType. */
  readonly principalType: string | null
  /** The role of a session, as far as known. */
  readonly roleArn: string | null
}

const ARN = /^arn:(aws[a-z-]*):(iam|sts)::(\d{12}):(.+)$/
const SERVICE = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?$/i
const PROVIDER = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i

/**
 * Takes apart who makes a request.
 *
 * @param principalArn - aws:PrincipalArn of the request, if given: it has the path of a session's role
 * @throws {EvaluationError} REQUEST_PRINCIPAL_INVALID
 */
export function parseCaller(text: unknown, principalArn: string | undefined): Caller {
  if (typeof text !== 'string') throw invalid(text)
  const nobody = { text, account: null, name: text, principalArn: null, principalType: null, roleArn: null }
  if (text === '*' || text === 'anonymous') return { ...nobody, kind: 'anonymous', principalType: 'Anonymous' }
  const arn = ARN.exec(text)
  if (arn !== null) return arnCaller(text, arn[2]!, arn[3]!, arn[4]!, principalArn)
  if (/^\d{12}$/.test(text)) return parseCaller(`arn:aws:iam::${text}:root`, principalArn)
  if (/^[0-9a-f]{64}$/.test(text)) return { ...nobody, kind: 'canonical' }
  // Two providers of web identities share the suffix of services.
  if (/^(?:cognito-identity|www)\.amazon(?:aws)?\.com$/i.test(text)) return { ...nobody, kind: 'provider' }
  if (SERVICE.test(text)) return { ...nobody, kind: 'service' }
  if (PROVIDER.test(text)) return { ...nobody, kind: 'provider' }
  throw invalid(text)
}

function arnCaller(
  text: string,
  service: string,
  account: string,
  resource: string,
  known: string | undefined,
): Caller {
  const name = resource.split('/').at(-1)!
  const base = { text, account, name, roleArn: null }
  const [type, ...rest] = resource.split('/')
  if (/[*?]/.test(text) || rest.some((part) => part === '')) throw invalid(text)
  if (service === 'iam' && resource === 'root') {
    return { ...base, kind: 'root', principalArn: text, principalType: 'Account' }
  }
  if (service === 'iam' && type === 'user' && rest.length > 0) {
    return { ...base, kind: 'user', principalArn: text, principalType: 'User' }
  }
  if (service === 'iam' && type === 'role' && rest.length > 0) {
    return { ...base, kind: 'role', principalArn: text, principalType: 'AssumedRole', roleArn: text }
  }
  if (service === 'iam' && (type === 'saml-provider' || type === 'oidc-provider') && rest.length > 0) {
    return { ...base, kind: 'provider', account: null, principalArn: null, principalType: null }
  }
  if (service === 'sts' && type === 'federated-user' && rest.length === 1) {
    return { ...base, kind: 'federated-user', principalArn: text, principalType: 'FederatedUser' }
  }
  if (service === 'sts' && type === 'assumed-role' && rest.length === 2) {
    const roleName = rest[0]!
    const roleArn =
      known !== undefined && known.endsWith(`/${roleName}`) && known.includes(`::${account}:role/`) ? known : null
    return { ...base, kind: 'session', name: roleName, principalArn: null, principalType: 'AssumedRole', roleArn }
  }
  throw invalid(text)
}

function invalid(got: unknown): EvaluationError {
  return new EvaluationError('REQUEST_PRINCIPAL_INVALID', 'request', ['principal'], JSON.stringify(got) ?? 'nothing')
}
