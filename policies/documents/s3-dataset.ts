import { s3Arn, type AwsPlace } from '../../spec/index.ts'
import { literal } from './iam-pattern.ts'
import { keyStatement } from './kms-statement.ts'
import { checkAccount } from './place.ts'
import type { Statement } from './policy-document.ts'
import { historyLocation, templateLocation, type S3Location } from './s3-location.ts'

/** A bucket's key in KMS. */
export interface BucketKey {
  /** ARN of the key. */
  readonly key: string
  /**
   * Whether S3 Bucket Keys are on: KMS then sees the bucket, else each object. Default: either, which also fits buckets
   * where they were turned on later.
   */
  readonly bucketKeys?: boolean
}

/** Data in S3 that a detector reads. */
export interface S3Dataset {
  /** Path template, `s3://...{{yyyyMMdd}}...`; null for none. */
  readonly continuous: string | null
  /** Path of a file or folder; null for none. */
  readonly historical: string | null
  /** Account that owns the bucket; default the engine's. */
  readonly account?: string
  /** Default: none, the bucket uses SSE-S3. */
  readonly encryption?: BucketKey
}

const PREFIX_SOURCE = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html'
const ACTIONS_SOURCE = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html'
const KEYS_SOURCE = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html'

/**
 * What a dataset's role needs to read its data in S3: listing and reading below the paths, and the bucket's key through S3.
 *
 * @throws {PolicyError} PATH_INVALID, BUCKET_INVALID, ACCOUNT_INVALID and those of keys
 */
export function s3DatasetStatements(place: AwsPlace, dataset: S3Dataset): readonly Statement[] {
  const account = dataset.account ?? place.account
  checkAccount(account)
  return [...byBucket(locationsOf(dataset))].flatMap(([bucket, locations], i) =>
    bucketStatements(place, bucket, locations, account, dataset.encryption, i === 0 ? '' : String(i + 1)),
  )
}

/** The buckets of a dataset, with what of each it reads. */
export function locationsOf({ continuous, historical }: S3Dataset): readonly S3Location[] {
  return [
    ...(continuous === null ? [] : [templateLocation(continuous)]),
    ...(historical === null ? [] : [historyLocation(historical)]),
  ]
}

/** Prefixes that may be listed, as patterns of StringLike. */
export function listedPrefixes(locations: readonly S3Location[]): readonly string[] {
  return locations.flatMap(({ listed, listedBelow }) => [
    ...listed.map(literal),
    ...listedBelow.map((start) => `${literal(start)}*`),
  ])
}

/** ARNs of the objects that may be read. */
export function readObjects(partition: string, locations: readonly S3Location[]): readonly string[] {
  return locations.flatMap(({ bucket, objects, objectsBelow }) => [
    ...objects.map((key) => s3Arn({ partition }, bucket, literal(key))),
    ...objectsBelow.map((start) => s3Arn({ partition }, bucket, `${literal(start)}*`)),
  ])
}

/** Locations by bucket, in their order. */
export function byBucket(locations: readonly S3Location[]): ReadonlyMap<string, readonly S3Location[]> {
  return Map.groupBy(locations, ({ bucket }) => bucket)
}

function bucketStatements(
  { partition }: AwsPlace,
  bucket: string,
  locations: readonly S3Location[],
  account: string,
  encryption: BucketKey | undefined,
  suffix: string,
): readonly Statement[] {
  const objects = readObjects(partition, locations)
  const owner = { 's3:ResourceAccount': [account] }
  const whole = objects.includes(s3Arn({ partition }, bucket, '*'))
  const extent = whole
    ? `all of ${bucket}, because a path begins with its template keys: put the data below a folder to narrow this`
    : 'the paths of the dataset; a prefix that only looks alike is not matched'
  return [
    {
      sid: `ListData${suffix}`,
      effect: 'Allow',
      actions: ['s3:ListBucket'],
      resources: [s3Arn({ partition }, bucket)],
      conditions: { StringEquals: owner, StringLike: { 's3:prefix': listedPrefixes(locations) } },
      reason: `Finds the files of an interval and of the history. Limited to ${extent}. The owner's account is named so that a bucket that another account made under this name is not read.`,
      operations: ['S3.ListObjectsV2'],
      source: PREFIX_SOURCE,
    },
    {
      sid: `ReadData${suffix}`,
      effect: 'Allow',
      actions: ['s3:GetObject'],
      resources: objects,
      conditions: { StringEquals: owner },
      reason: `Reads the records. Limited to ${extent}. Old versions, tags and access lists are not read.`,
      operations: ['S3.GetObject'],
      source: ACTIONS_SOURCE,
    },
    ...(encryption === undefined ? [] : [decryptData(partition, bucket, objects, encryption, suffix)]),
  ]
}

function decryptData(
  partition: string,
  bucket: string,
  objects: readonly string[],
  { key, bucketKeys }: BucketKey,
  suffix: string,
): Statement {
  const values = [
    ...(bucketKeys === false ? [] : [s3Arn({ partition }, bucket)]),
    ...(bucketKeys === true ? [] : objects),
  ]
  const seen =
    bucketKeys === true
      ? 'S3 Bucket Keys are on, so that S3 names the bucket to KMS'
      : bucketKeys === false
        ? 'S3 Bucket Keys are off, so that S3 names each object to KMS'
        : 'S3 names the bucket to KMS where Bucket Keys are on, and the object where they are or were off'
  return keyStatement(partition, {
    sid: `DecryptData${suffix}`,
    key,
    service: 's3',
    actions: ['kms:Decrypt'],
    context: { key: 'aws:s3:arn', values, pattern: bucketKeys !== true },
    reason: `The objects are encrypted with this key (SSE-KMS), and S3 decrypts them with the caller's rights. ${seen}; KMS itself cannot be called with it.`,
    operations: ['S3.GetObject'],
    source: KEYS_SOURCE,
  })
}
