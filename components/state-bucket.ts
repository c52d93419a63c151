import {
  Bucket,
  BucketLifecycleConfiguration,
  BucketOwnershipControls,
  BucketPolicy,
  BucketPublicAccessBlock,
  BucketServerSideEncryptionConfiguration,
  BucketVersioning,
  type BucketArgs,
  type BucketPolicyArgs,
} from '@pulumi/aws/s3/index.js'
import * as pulumi from '@pulumi/pulumi'
import type { EnginePlan } from '../plans/index.ts'
import { child, type Transform } from './child.ts'
import type { Tags } from './common-args.ts'

/** How a state bucket is made. */
export interface StateBucketWishes {
  /** ARN of its key; undefined when S3 encrypts with its own. */
  readonly keyArn: pulumi.Input<string> | undefined
  readonly onDestroy: 'keep' | 'delete'
  readonly protect: boolean
  readonly tags: pulumi.Input<Tags> | undefined
  readonly region: pulumi.Input<string> | undefined
  readonly transform: Transform<BucketArgs> | undefined
  readonly transformPolicy: Transform<BucketPolicyArgs> | undefined
}

/**
 * Makes the bucket of the state: versioned, encrypted, TLS only, closed to the public, without ACLs, with rules that keep it small.
 *
 * @returns its name, known once all of that holds
 */
export function deployStateBucket(
  parent: pulumi.Resource,
  name: string,
  plan: pulumi.Output<EnginePlan>,
  { keyArn, onDestroy, protect, tags, region, transform, transformPolicy }: StateBucketWishes,
): pulumi.Output<string> {
  const bucket = child(
    Bucket,
    name,
    {
      bucket: plan.place.stateBucket,
      forceDestroy: onDestroy === 'delete',
      ...(tags !== undefined && { tags }),
      ...(region !== undefined && { region }),
    },
    { parent, protect, retainOnDelete: onDestroy === 'keep' },
    transform,
  )
  // What makes a bucket safe stays with it: a bucket that is kept must not be left open behind the engine.
  const options = { parent: bucket, retainOnDelete: onDestroy === 'keep' }
  const of = { bucket: bucket.id, ...(region !== undefined && { region }) }
  const closed = child(
    BucketPublicAccessBlock,
    name,
    { ...of, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
    options,
  )
  const settings = [
    closed,
    child(BucketOwnershipControls, name, { ...of, rule: { objectOwnership: 'BucketOwnerEnforced' } }, options),
    child(BucketVersioning, name, { ...of, versioningConfiguration: { status: 'Enabled' } }, options),
    child(
      BucketServerSideEncryptionConfiguration,
      name,
      {
        ...of,
        rules: [
          {
            applyServerSideEncryptionByDefault:
              keyArn === undefined ? { sseAlgorithm: 'AES256' } : { sseAlgorithm: 'aws:kms', kmsMasterKeyId: keyArn },
            ...(keyArn !== undefined && { bucketKeyEnabled: true }),
          },
        ],
      },
      options,
    ),
    child(
      BucketLifecycleConfiguration,
      name,
      {
        ...of,
        rules: plan.lifecycleRules.apply((rules) =>
          rules.map(({ id, noncurrentDays, abortUploadsAfterDays }) => ({
            id,
            status: 'Enabled',
            filter: { prefix: '' },
            ...(noncurrentDays !== null && { noncurrentVersionExpiration: { noncurrentDays } }),
            ...(abortUploadsAfterDays !== null && {
              abortIncompleteMultipartUpload: { daysAfterInitiation: abortUploadsAfterDays },
            }),
          })),
        ),
      },
      options,
    ),
    // S3 refuses two changes of a bucket's openness at a time.
    child(
      BucketPolicy,
      name,
      { ...of, policy: plan.stateBucketPolicy },
      { ...options, dependsOn: [closed] },
      transformPolicy,
    ),
  ]
  return pulumi.all([bucket.id, ...settings.map(({ id }) => id)]).apply(([id]) => id)
}
