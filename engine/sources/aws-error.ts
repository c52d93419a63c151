import { NETWORK_CODES } from './network-codes.ts'
import { SourceError } from './source-error.ts'

/** A client of the SDK as far as its region matters. */
interface RegionalClient {
  readonly config: { readonly region: () => Promise<string> }
}

/**
 * What an error of the AWS SDK means to the person who wrote the spec.
 *
 * @param action - that was asked for, as policies name it
 */
export async function awsError(
  error: unknown,
  place: string,
  action: string,
  client: RegionalClient,
): Promise<SourceError> {
  if (error instanceof SourceError) return error
  const cause = { cause: error }
  const { name, code, message, status } = partsOf(error)
  if (name === 'ServiceRoleError') return new SourceError('ROLE_UNUSABLE', place, { reason: message }, cause)
  if (/CredentialsProvider|TokenProvider/.test(name) || CREDENTIAL_NAMES.has(name)) {
    return new SourceError('CREDENTIALS_MISSING', place, { reason: message }, cause)
  }
  if (THROTTLING.has(name) || status === 429) return new SourceError('THROTTLED', place, { reason: message }, cause)
  if (/^AccessDenied|^UnauthorizedOperation/.test(name) || status === 403) {
    return new SourceError('PERMISSION_DENIED', place, { what: action, reason: message }, cause)
  }
  if (message === 'Region is missing') return new SourceError('REGION_UNKNOWN', place, {}, cause)
  if (NETWORK_CODES.has(code) || name === 'TimeoutError' || (status !== undefined && status >= 500)) {
    const region = await client.config.region().catch(() => 'an unknown region')
    return new SourceError('UNREACHABLE', place, { reason: `${action} in ${region}: ${message || code}` }, cause)
  }
  return new SourceError('READ_FAILED', place, { reason: `${action}: ${message || name}` }, cause)
}

const CREDENTIAL_NAMES = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidToken',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
])

const THROTTLING = new Set([
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'LimitExceededException',
  'SlowDown',
])

function partsOf(error: unknown): {
  readonly name: string
  readonly code: string
  readonly message: string
  readonly status: number | undefined
} {
  if (!(error instanceof Error)) return { name: '', code: '', message: String(error), status: undefined }
  const { $metadata } = error as Error & { readonly $metadata?: { readonly httpStatusCode?: number } }
  return {
    name: error.name,
    code: 'code' in error ? String(error.code) : '',
    message: error.message,
    status: $metadata?.httpStatusCode,
  }
}
