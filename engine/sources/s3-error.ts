import { SourceError } from './source-error.ts'

/**
 * What an error of the AWS SDK means to the person who wrote the spec.
 *
 * @param sdk - knows the region in use
 */
export async function s3Error(
  error: unknown,
  place: string,
  doing: 'list' | 'read',
  sdk: { readonly region: () => Promise<string | undefined> },
): Promise<SourceError> {
  if (error instanceof SourceError) return error
  const cause = { cause: error }
  const { name, status, message, headers, code } = partsOf(error)
  if (name === 'ServiceRoleError') return new SourceError('ROLE_UNUSABLE', place, { reason: message }, cause)
  if (name === 'NoSuchBucket') return new SourceError('BUCKET_MISSING', place, {}, cause)
  if (name === 'NoSuchKey' || name === 'PreconditionFailed' || status === 412) {
    return new SourceError('FILE_CHANGED', place, {}, cause)
  }
  if (name === 'PermanentRedirect' || name === 'IllegalLocationConstraintException' || status === 301) {
    const trouble = { region: headers['x-amz-bucket-region'], used: await sdk.region() }
    return new SourceError('BUCKET_IN_OTHER_REGION', place, trouble, cause)
  }
  if (name === 'AuthorizationHeaderMalformed') {
    const region = /expecting '([a-z0-9-]+)'/.exec(message)?.[1]
    return new SourceError('BUCKET_IN_OTHER_REGION', place, { region, used: await sdk.region() }, cause)
  }
  if (/CredentialsProvider|TokenProvider/.test(name) || CREDENTIAL_NAMES.has(name)) {
    return new SourceError('CREDENTIALS_MISSING', place, { reason: message }, cause)
  }
  if (name === 'AccessDenied' || status === 403) {
    return new SourceError('ACCESS_DENIED', place, { doing, s3: true }, cause)
  }
  if (message === 'Region is missing') return new SourceError('REGION_UNKNOWN', place, {}, cause)
  if (NETWORK_CODES.has(code) || name === 'TimeoutError') {
    return new SourceError('UNREACHABLE', place, { reason: message || code }, cause)
  }
  return new SourceError('READ_FAILED', place, { reason: message || name }, cause)
}

const CREDENTIAL_NAMES = new Set([
  'ExpiredToken',
  'InvalidAccessKeyId',
  'InvalidToken',
  'SignatureDoesNotMatch',
  'ExpiredTokenException',
])

const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
])

interface ErrorParts {
  readonly name: string
  readonly code: string
  readonly message: string
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, string | undefined>>
}

function partsOf(error: unknown): ErrorParts {
  if (!(error instanceof Error)) return { name: '', code: '', message: String(error), status: undefined, headers: {} }
  const { $metadata, $response } = error as SdkError
  return {
    name: error.name,
    code: 'code' in error ? String(error.code) : '',
    message: error.message,
    status: $metadata?.httpStatusCode,
    headers: $response?.headers ?? {},
  }
}

/** The parts of an SDK error that matter here; both are optional on any error. */
type SdkError = Error & {
  readonly $metadata?: { readonly httpStatusCode?: number }
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> }
}
