import { localArn, type AwsPlace } from '../../spec/index.ts'
import type { Statement } from './policy-document.ts'
import { PolicyError } from './policy-error.ts'
import { s3DatasetStatements, type BucketKey } from './s3-dataset.ts'

/** A flow of AppFlow that delivers into S3. */
export interface AppFlowDataset {
  readonly flow: string
  /** Folder that the flow delivers to, `s3://<bucket>/<prefix>/`. */
  readonly destination: string
  readonly encryption?: BucketKey
}

/**
 * What a dataset's role needs to read what a flow has delivered. The flow runs on its own schedule; it is neither started nor changed.
 *
 * @throws {PolicyError} NAME_INVALID, PATH_INVALID, BUCKET_INVALID and those of keys
 */
export function appflowDatasetStatements(place: AwsPlace, dataset: AppFlowDataset): readonly Statement[] {
  const { flow, destination, encryption } = dataset
  return [
    {
      sid: 'FollowFlow',
      effect: 'Allow',
      actions: ['appflow:DescribeFlow', 'appflow:DescribeFlowExecutionRecords'],
      resources: [localArn(place, 'appflow', `flow/${checkFlowName(flow)}`)],
      conditions: {},
      reason: 'Learns when the flow has delivered, and where to.',
      operations: ['Appflow.DescribeFlow', 'Appflow.DescribeFlowExecutionRecords'],
      source: 'https://docs.aws.amazon.com/appflow/latest/userguide/security_iam_id-based-policy-examples.html',
    },
    ...s3DatasetStatements(place, {
      // AppFlow makes a folder of the flow's name; other flows may deliver beside it.
      continuous: `${destination.replace(/\/*$/, '/')}${flow}/{{yyyyMMdd}}`,
      historical: null,
      ...(encryption !== undefined && { encryption }),
    }),
  ]
}

/**
 * Refuses what AppFlow takes for no name of a flow.
 *
 * @returns the name
 * @throws {PolicyError} NAME_INVALID
 * @see API reference of AppFlow: FlowName
 */
export function checkFlowName(got: string): string {
  if (!/^[a-zA-Z0-9][\w!@#.-]{0,255}$/.test(got)) throw new PolicyError('NAME_INVALID', { got, what: 'a flow' })
  return got
}
