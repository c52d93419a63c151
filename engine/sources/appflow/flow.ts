import type { DescribeFlowResponse, ExecutionRecord } from '@aws-sdk/client-appflow'
import type { TimeWindow } from '../source.ts'

/** A flow that delivers into S3, as far as reading what it delivers needs it. */
export interface Flow {
  readonly name: string
  readonly status: string
  /** Why it is suspended or has failed, or null. */
  readonly statusMessage: string | null
  /** Application that it reads, as AppFlow names it: `Salesforce`. */
  readonly connector: string
  readonly trigger: 'Scheduled' | 'Event' | 'OnDemand'
  /** `rate(1hours)`, or null where it has no schedule. */
  readonly schedule: string | null
  /** Whether every run brings all records again, not only those that are new. */
  readonly bringsAll: boolean
  /** Beginning of the records that the first run brings, epoch milliseconds; null: not told. */
  readonly firstFrom: number | null
  readonly layout: FlowLayout
  readonly fileType: 'CSV' | 'JSON' | 'PARQUET' | null
  /** ARN of its own key in KMS, or null where AWS's is used. */
  readonly key: string | null
}

/** How the flow names its objects. */
export interface FlowLayout {
  /** Key of the folder that all objects of the flow lie in, with `/` at its end. */
  readonly folder: string
  readonly hasRunId: boolean
  readonly hasSchemaVersion: boolean
  /** Smallest part of the date and time that the path has, null where it has none. */
  readonly pathTime: PrefixFormat | null
  /** The same for the names of files. */
  readonly nameTime: PrefixFormat | null
}

/** A part of the date and time. */
export type PrefixFormat = 'YEAR' | 'MONTH' | 'DAY' | 'HOUR' | 'MINUTE'

/** One run of a flow: AppFlow calls it an execution. */
export interface FlowRun {
  readonly id: string
  readonly state: 'DONE' | 'RUNNING' | 'FAILED'
  /** Epoch milliseconds. */
  readonly startedAt: number
  /** Epoch milliseconds; Infinity while it runs. */
  readonly endedAt: number
  /** When its records were made or changed, as far as AppFlow says it: epoch milliseconds. */
  readonly pulled: { readonly start: number | null; readonly end: number | null }
  /** Whether it says that it wrote something. */
  readonly wrote: boolean
  /** What went wrong, or null. */
  readonly message: string | null
}

/** A run with the time that its records are of: given by AppFlow, or taken from when it and the one before it began. */
export interface RunOfWindow extends FlowRun {
  /** Half-open; its start may be -Infinity, its end Infinity. */
  readonly window: TimeWindow
}

/** Where a flow delivers to: `s3://bucket/prefix/`, or the names of its other destinations. */
export function destinationsOf({ destinationFlowConfigList = [] }: DescribeFlowResponse): readonly string[] {
  return destinationFlowConfigList.map(({ connectorType, destinationConnectorProperties }) => {
    const s3 = destinationConnectorProperties?.S3
    return s3 === undefined ? String(connectorType) : s3Folder(s3.bucketName ?? '', s3.bucketPrefix ?? '')
  })
}

/** The `s3://` URL of a folder, with one slash at its end. */
export function s3Folder(bucket: string, prefix: string): string {
  const path = prefix.replaceAll(/^\/+|\/+$/g, '')
  return `s3://${bucket}/${path === '' ? '' : `${path}/`}`
}

/**
 * A flow, understood.
 *
 * @param destination - the one of its `destinationsOf` that is read
 */
export function flowOf(name: string, answer: DescribeFlowResponse, destination: string): Flow {
  const { triggerConfig, destinationFlowConfigList = [], sourceFlowConfig } = answer
  const at = destinationsOf(answer).indexOf(destination)
  const format = destinationFlowConfigList[at]?.destinationConnectorProperties?.S3?.s3OutputFormatConfig
  const scheduled = triggerConfig?.triggerProperties?.Scheduled
  const trigger = triggerConfig?.triggerType ?? 'OnDemand'
  const { prefixType, prefixFormat, pathPrefixHierarchy = [] } = format?.prefixConfig ?? {}
  const inPath = prefixType === 'PATH' || prefixType === 'PATH_AND_FILENAME'
  const inName = prefixType === 'FILENAME' || prefixType === 'PATH_AND_FILENAME'
  return {
    name,
    status: answer.flowStatus ?? 'Active',
    statusMessage: answer.flowStatusMessage ?? null,
    connector: sourceFlowConfig?.connectorType ?? 'an application',
    trigger,
    schedule: scheduled?.scheduleExpression ?? null,
    // Only schedules and events know what is new: a flow that is started by hand brings what its filters let through.
    bringsAll: trigger === 'OnDemand' || (trigger === 'Scheduled' && scheduled?.dataPullMode === 'Complete'),
    firstFrom: scheduled?.firstExecutionFrom?.getTime() ?? null,
    layout: {
      folder: `${destination.slice(destination.indexOf('/', 's3://'.length) + 1)}${name}/`,
      hasRunId: pathPrefixHierarchy.includes('EXECUTION_ID'),
      hasSchemaVersion: pathPrefixHierarchy.includes('SCHEMA_VERSION'),
      pathTime: inPath ? (prefixFormat ?? null) : null,
      nameTime: inName ? (prefixFormat ?? null) : null,
    },
    fileType: format?.fileType ?? null,
    key: answer.kmsArn ?? null,
  }
}

/** A run, understood; undefined when AppFlow does not say which or when it was. */
export function runOf(record: ExecutionRecord): FlowRun | undefined {
  const { executionId, executionStatus, executionResult, startedAt, lastUpdatedAt } = record
  if (executionId === undefined || startedAt === undefined) return undefined
  const running = executionStatus === 'InProgress' || executionStatus === 'CancelStarted'
  const state = executionStatus === 'Successful' ? 'DONE' : running ? 'RUNNING' : 'FAILED'
  return {
    id: executionId,
    state,
    startedAt: startedAt.getTime(),
    endedAt: running ? Infinity : (lastUpdatedAt ?? startedAt).getTime(),
    pulled: {
      start: record.dataPullStartTime?.getTime() ?? null,
      end: record.dataPullEndTime?.getTime() ?? null,
    },
    wrote: (executionResult?.bytesWritten ?? 0) > 0,
    message:
      executionResult?.errorInfo?.executionMessage ?? (executionStatus === 'Canceled' ? 'it was cancelled' : null),
  }
}
