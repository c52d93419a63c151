import { ERROR_STATUS } from './operations.generated.ts'
import type { ValidationExceptionField, ValidationExceptionReason } from './wire.generated.ts'

/** Names of the errors that the API answers. */
export type ApiErrorName = keyof typeof ERROR_STATUS

/** Kinds of resources, as errors name them. */
export type ResourceType = 'AnomalyDetector' | 'MetricSet' | 'Alert' | 'AnomalyGroup' | 'TimeSeries'

/** What an error says beside its message; members that the error does not have in the API reference are never given. */
export interface ApiErrorMembers {
  readonly ResourceId?: string
  readonly ResourceType?: string
  readonly QuotaCode?: string
  readonly ServiceCode?: string
  readonly Reason?: ValidationExceptionReason
  readonly Fields?: readonly ValidationExceptionField[]
}

/** An answer of the API that is an error. */
export class ApiError extends Error {
  override readonly name: ApiErrorName
  readonly members: ApiErrorMembers

  constructor(name: ApiErrorName, message: string, members: ApiErrorMembers = {}, options?: ErrorOptions) {
    super(message, options)
    this.name = name
    this.members = members
  }

  /** HTTP code. */
  get status(): number {
    return ERROR_STATUS[this.name]
  }
}

/**
 * There is no such resource.
 *
 * @param arn - ARN or id, as the request gave it
 */
export function resourceNotFound(type: ResourceType, arn: string): ApiError {
  return new ApiError('ResourceNotFoundException', `${NOUNS[type]} "${arn}" does not exist here. ${CURES[type]}`, {
    ResourceId: arn,
    ResourceType: type,
  })
}

/** Something else stands in the way: a name that is taken, a status that does not allow it, another owner. */
export function conflict(type: ResourceType, arn: string, message: string): ApiError {
  return new ApiError('ConflictException', message, { ResourceId: arn, ResourceType: type })
}

/**
 * Members of the request do not fit.
 *
 * @param fields - one or more
 */
export function invalidFields(fields: readonly ValidationExceptionField[]): ApiError {
  const count = `${fields.length} validation ${fields.length === 1 ? 'error' : 'errors'} detected`
  const texts = fields.map(({ Name, Message }) => `Value at '${Name}' failed to satisfy constraint: ${Message}`)
  return new ApiError('ValidationException', `${count}: ${texts.join('; ')}`, {
    Reason: 'FIELD_VALIDATION_FAILED',
    Fields: fields,
  })
}

/** The request cannot be fulfilled, for a reason that is in no single member of it. */
export function invalidRequest(message: string, reason: ValidationExceptionReason = 'OTHER'): ApiError {
  return new ApiError('ValidationException', message, { Reason: reason })
}

/**
 * There would be more than a quota allows.
 *
 * @param quota - its name in the spec or in this API, such as `detectors`
 * @param limit - the quota in force
 */
export function quotaExceeded(type: ResourceType, arn: string, quota: string, limit: number): ApiError {
  // The first sentence is the original service's, word for word: clients look for it.
  const message = `Request would cause a service quota to be exceeded. The quota "${quota}" is ${limit}.`
  return new ApiError('ServiceQuotaExceededException', message, {
    ResourceId: arn,
    ResourceType: type,
    QuotaCode: quota,
    ServiceCode: 'lookoutmetrics',
  })
}

const NOUNS: Readonly<Record<ResourceType, string>> = {
  AnomalyDetector: 'The detector',
  MetricSet: 'The dataset',
  Alert: 'The alert',
  AnomalyGroup: 'The anomaly group',
  TimeSeries: 'The metric',
}

const CURES: Readonly<Record<ResourceType, string>> = {
  AnomalyDetector: 'ListAnomalyDetectors says which there are; account and region are part of the ARN.',
  MetricSet: 'ListMetricSets says which there are; account and region are part of the ARN.',
  Alert: 'ListAlerts says which there are; account and region are part of the ARN.',
  AnomalyGroup: 'ListAnomalyGroupSummaries says which there are.',
  TimeSeries: 'ListAnomalyGroupTimeSeries says which belong to the group.',
}
