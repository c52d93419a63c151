import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js'
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js'
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy/index.js'
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js'
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js'
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning/index.js'
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js'
import type { ITerraformDependable } from 'cdktf'
import type { Construct } from 'constructs'
import type { EnginePlan } from '../../plans/index.ts'
import { child, here, tagged, type Surroundings } from './child.ts'

/** How a state bucket is made. */
export interface StateBucketWishes {
  /** ARN of its key; undefined when S3 encrypts with its own. */
  readonly keyArn: string | undefined
  readonly onDestroy: 'keep' | 'delete'
  readonly protect: boolean
}

/**
 * Makes the bucket of the state: versioned, encrypted, TLS only, closed to the public, without ACLs, with rules that keep it small.
 *
 * @returns its name, and what makes it safe, which has to be there before it is used
 */
export function makeStateBucket(
  scope: Construct,
  id: string,
  plan: EnginePlan,
  { keyArn, onDestroy, protect }: StateBucketWishes,
  surroundings: Surroundings,
): { readonly name: string; readonly ready: readonly ITerraformDependable[] } {
  const forceDestroy = onDestroy === 'delete'
  // Terraform takes settings away before it finds that a bucket is not empty: one that is kept must not be left open, so nothing of it goes.
  const kept = { lifecycle: { preventDestroy: true } }
  const options = onDestroy === 'keep' || protect ? kept : {}
  const bucket = child(
    S3Bucket,
    scope,
    id,
    { bucket: plan.place.stateBucket, forceDestroy, ...tagged(surroundings) },
    surroundings,
    options,
  )
  const of = { bucket: bucket.id, ...here(surroundings) }
  const closed = child(
    S3BucketPublicAccessBlock,
    scope,
    `${id}-public-access`,
    { ...of, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
    surroundings,
    options,
  )
  const settings = [
    closed,
    child(
      S3BucketOwnershipControls,
      scope,
      `${id}-ownership`,
      { ...of, rule: { objectOwnership: 'BucketOwnerEnforced' } },
      surroundings,
      options,
    ),
    child(
      S3BucketVersioningA,
      scope,
      `${id}-versioning`,
      { ...of, versioningConfiguration: { status: 'Enabled' } },
      surroundings,
      options,
    ),
    child(
      S3BucketServerSideEncryptionConfigurationA,
      scope,
      `${id}-encryption`,
      {
        ...of,
        rule: [
          {
            applyServerSideEncryptionByDefault:
              keyArn === undefined ? { sseAlgorithm: 'AES256' } : { sseAlgorithm: 'aws:kms', kmsMasterKeyId: keyArn },
            ...(keyArn !== undefined && { bucketKeyEnabled: true }),
          },
        ],
      },
      surroundings,
      options,
    ),
    child(
      S3BucketLifecycleConfiguration,
      scope,
      `${id}-lifecycle`,
      {
        ...of,
        rule: plan.lifecycleRules.map(({ id: rule, noncurrentDays, abortUploadsAfterDays }) => ({
          id: rule,
          status: 'Enabled',
          filter: [{ prefix: '' }],
          ...(noncurrentDays !== null && { noncurrentVersionExpiration: [{ noncurrentDays }] }),
          ...(abortUploadsAfterDays !== null && {
            abortIncompleteMultipartUpload: [{ daysAfterInitiation: abortUploadsAfterDays }],
          }),
        })),
      },
      surroundings,
      options,
    ),
    // S3 refuses two changes of a bucket's openness at a time.
    child(S3BucketPolicy, scope, `${id}-policy`, { ...of, policy: plan.stateBucketPolicy }, surroundings, {
      ...options,
      dependsOn: [closed],
    }),
  ]
  return { name: bucket.id, ready: [bucket, ...settings] }
}
