import { s3Arn, type AwsPlace } from '../../spec/index.ts'
import { checkFlowName } from './appflow-dataset.ts'
import { literal } from './iam-pattern.ts'
import { checkAccount, checkBucket } from './place.ts'
import type { PolicyDocument } from './policy-document.ts'
import { tlsOnly } from './state-bucket-policy.ts'

/** A flow of AppFlow and where it delivers to. */
export interface FlowDelivery {
  readonly flow: string
  readonly bucket: string
  /** Folder in the bucket, with a slash at its end; empty for the bucket itself. */
  readonly prefix: string
}

const SOURCE = 'https://docs.aws.amazon.com/appflow/latest/userguide/s3-policies-management.html'

/**
 * The policy of a bucket that a flow delivers into, or what to add to the one that it has: AppFlow writes into the flow's folder, for
 * this account only; TLS only.
 *
 * @throws {PolicyError} NAME_INVALID, BUCKET_INVALID or ACCOUNT_INVALID
 */
export function flowBucketPolicy(place: AwsPlace, { flow, bucket, prefix }: FlowDelivery): PolicyDocument {
  checkBucket(bucket)
  checkAccount(place.account)
  const folder = literal(`${prefix}${checkFlowName(flow)}/`)
  const whole = s3Arn(place, bucket)
  const ours = {
    effect: 'Allow',
    principal: { Service: ['appflow.amazonaws.com'] },
    conditions: { StringEquals: { 'aws:SourceAccount': [place.account] } },
    operations: [],
    source: SOURCE,
  } as const
  return {
    name: 'flow-bucket',
    kind: 'resource',
    statements: [
      {
        ...ours,
        sid: 'FlowDelivers',
        actions: ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts', 's3:PutObject', 's3:PutObjectAcl'],
        resources: [s3Arn(place, bucket, `${folder}*`)],
        reason:
          "AppFlow writes what the flow delivers, large files in parts, into the flow's own folder. The account is named so that nobody else's flow writes here. PutObjectAcl is what AppFlow asks for; where the bucket has no ACLs it can do nothing.",
      },
      {
        ...ours,
        sid: 'FlowFindsBucket',
        actions: ['s3:GetBucketAcl', 's3:ListBucketMultipartUploads'],
        resources: [whole],
        reason: 'AppFlow looks whose bucket it is, and which parts of files it has begun.',
      },
      tlsOnly('s3:*', [whole, `${whole}/*`]),
    ],
  }
}
