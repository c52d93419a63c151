import type { SNSClientConfig } from '@aws-sdk/client-sns'
import { parseArn } from '../../../spec/arn.ts'
import { DeliveryError } from '../delivery-error.ts'

/** How an AWS client of one alert is made. */
export interface AwsOptions {
  /** Of the alert's own role; the SDK's default chain otherwise. */
  readonly credentials?: NonNullable<SNSClientConfig['credentials']>
  /** For targets that are not named by ARN. */
  readonly region?: string
  /** Another address than that of AWS. */
  readonly endpoint?: string
}

/** Errors that a later attempt can be free of, though their status is in the range of refusals. */
const TRANSIENT = /throttl|TooManyRequests|RequestTimeout|RequestLimitExceeded|SlowDown|ExpiredToken|ResourceConflict/i

/**
 * Options of a client that sends to a target: the region is the target's, and there is one attempt, because delivery does
 * the repeating.
 */
export function clientOptions(
  target: string,
  { credentials, region, endpoint }: AwsOptions,
): {
  readonly maxAttempts: number
  readonly region?: string
  readonly credentials?: NonNullable<SNSClientConfig['credentials']>
  readonly endpoint?: string
} {
  const place = parseArn(target)?.region ?? region
  return {
    maxAttempts: 1,
    ...(place !== undefined && { region: place }),
    ...(credentials !== undefined && { credentials }),
    ...(endpoint !== undefined && { endpoint }),
  }
}

/** The error of an AWS call: permanent where AWS refused it, transient where it did not get to that. */
export function awsError(target: string, cause: unknown): DeliveryError {
  const { name, message, status } = factsOf(cause)
  if (name === 'ServiceRoleError') {
    return new DeliveryError({ code: 'ROLE_UNUSABLE', target, reason: message }, false, { cause })
  }
  const reason = `${name}${status === undefined ? '' : ` (${status})`}: ${message.slice(0, 300)}`
  const permanent = status !== undefined && status >= 400 && status < 500 && status !== 429 && !TRANSIENT.test(name)
  return new DeliveryError({ code: permanent ? 'AWS_REFUSED' : 'AWS_UNAVAILABLE', target, reason }, permanent, {
    cause,
  })
}

function factsOf(cause: unknown): { readonly name: string; readonly message: string; readonly status?: number } {
  if (!(cause instanceof Error)) return { name: 'Error', message: String(cause) }
  const metadata = '$metadata' in cause ? cause.$metadata : undefined
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? metadata.httpStatusCode
      : undefined
  return { name: cause.name, message: cause.message, ...(typeof status === 'number' && { status }) }
}
