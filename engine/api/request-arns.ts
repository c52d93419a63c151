import { parseArn, type AwsPlace } from '../../spec/arn.ts'
import { resourceNotFound } from './wire/index.ts'

/** What an ARN of a request names. */
export type NamedResource =
  | { readonly kind: 'detector'; readonly detector: string }
  | { readonly kind: 'dataset'; readonly detector: string; readonly dataset: string }
  | { readonly kind: 'alert'; readonly alert: string }

/**
 * The detector that an ARN of a request names, whether or not it exists.
 *
 * @throws {ApiError} ResourceNotFoundException for anything that cannot be a detector here, such as one of another account
 */
export function detectorOfArn(place: AwsPlace, arn: string): string {
  const named = resourceOfArn(place, arn)
  if (named?.kind !== 'detector') throw resourceNotFound('AnomalyDetector', arn)
  return named.detector
}

/** What an ARN names, whether or not it exists; null for what cannot be here. */
export function resourceOfArn(place: AwsPlace, arn: string): NamedResource | null {
  const parts = parseArn(arn)
  const here =
    parts?.service === 'lookoutmetrics' &&
    parts.partition === place.partition &&
    parts.region === place.region &&
    parts.account === place.account
  if (!here) return null
  const [, kind, name] = /^(AnomalyDetector|Alert):([a-zA-Z0-9][\w-]{0,62})$/.exec(parts.resource) ?? []
  if (name !== undefined)
    return kind === 'Alert' ? { kind: 'alert', alert: name } : { kind: 'detector', detector: name }
  const [, detector, dataset] =
    /^MetricSet\/([a-zA-Z0-9][\w-]{0,62})\/([a-zA-Z0-9][\w-]{0,62})$/.exec(parts.resource) ?? []
  return detector === undefined || dataset === undefined ? null : { kind: 'dataset', detector, dataset }
}
