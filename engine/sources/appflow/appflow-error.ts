import { s3Error } from '../s3-error.ts'
import { SourceError } from '../source-error.ts'

/** What an error of AppFlow's API means to the person who wrote the spec. */
export async function appflowError(
  error: unknown,
  flow: string,
  sdk: { readonly region: () => Promise<string | undefined> },
): Promise<SourceError> {
  if (error instanceof SourceError) return error
  const place = flowPlace(flow)
  const cause = { cause: error }
  const name = error instanceof Error ? error.name : ''
  const reason = error instanceof Error && error.message !== '' ? error.message : name
  if (name === 'ResourceNotFoundException') return new SourceError('FLOW_MISSING', place, {}, cause)
  if (/^Throttling|^TooManyRequests/.test(name)) return new SourceError('THROTTLED', place, { reason }, cause)
  if (SIGNATURE_NAMES.has(name)) return new SourceError('CREDENTIALS_MISSING', place, { reason }, cause)
  if (name === 'AccessDeniedException') {
    const what = 'appflow:DescribeFlow and appflow:DescribeFlowExecutionRecords on the flow'
    return new SourceError('PERMISSION_DENIED', place, { what, reason }, cause)
  }
  return s3Error(error, place, 'read', sdk)
}

/** How messages name a flow. */
export function flowPlace(flow: string): string {
  return `flow ${flow}`
}

const SIGNATURE_NAMES = new Set([
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'IncompleteSignatureException',
  'MissingAuthenticationTokenException',
  'InvalidClientTokenId',
])
