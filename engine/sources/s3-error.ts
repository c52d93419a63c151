import { awsError } from './aws-error.ts'
import { SourceError } from './source-error.ts'

/**
 * What an error of the AWS SDK means to the person who wrote the spec, when it is about a bucket.
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
  const { name, status, message, headers } = partsOf(error)
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
  const action = doing === 'list' ? 's3:ListBucket' : 's3:GetObject'
  const region = async (): Promise<string> => (await sdk.region()) ?? 'an unknown region'
  const named = await awsError(error, place, action, { config: { region } })
  if (named.code !== 'PERMISSION_DENIED') return named
  return new SourceError('ACCESS_DENIED', place, { doing, s3: true }, cause)
}

interface ErrorParts {
  readonly name: string
  readonly message: string
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, string | undefined>>
}

function partsOf(error: unknown): ErrorParts {
  if (!(error instanceof Error)) return { name: '', message: String(error), status: undefined, headers: {} }
  const { $metadata, $response } = error as SdkError
  return {
    name: error.name,
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
