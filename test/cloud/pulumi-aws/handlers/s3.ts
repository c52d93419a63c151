import { createHash } from 'node:crypto'
import type * as args from '@pulumi/aws/s3/index.js'
import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketTaggingCommand,
  DeleteObjectsCommand,
  DeletePublicAccessBlockCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  type LifecycleRule,
  ListObjectVersionsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { bytesOf } from '../archive.ts'
import { type Context, type Handler, handler, orMissing, type Plain, tagList, tagMap } from '../handler.ts'
import { defined, json, type Tags } from '../values.ts'

/** Since version 4 of the provider these are resources of their own. */
const OLD_WAYS = [
  'acl',
  'accelerationStatus',
  'corsRules',
  'grants',
  'lifecycleRules',
  'logging',
  'objectLockConfiguration',
  'policy',
  'replicationConfiguration',
  'requestPayer',
  'serverSideEncryptionConfiguration',
  'versioning',
  'website',
]

const s3 = ({ clients }: Context): S3Client => clients(S3Client)

const bucket = handler<args.BucketArgs>({
  name: { property: 'bucket', maxLength: 63, lowerCase: true },
  async create(inputs, context) {
    const old = OLD_WAYS.find((name) => Object.hasOwn(inputs, name))
    if (old) throw new Error(`${old}: the stand-in of the AWS provider wants it as a resource beside the bucket`)
    const Bucket = inputs.bucket!
    await s3(context).send(
      new CreateBucketCommand({
        Bucket,
        ...(inputs.objectLockEnabled && { ObjectLockEnabledForBucket: true }),
        ...(context.region !== 'us-east-1' && {
          CreateBucketConfiguration: { LocationConstraint: context.region as BucketLocationConstraint },
        }),
      }),
    )
    await tagBucket(Bucket, context)
    return { id: Bucket }
  },
  async read(id, _, context) {
    if ((await orMissing(s3(context).send(new HeadBucketCommand({ Bucket: id })))) === undefined) return undefined
    const tagging = await orMissing(s3(context).send(new GetBucketTaggingCommand({ Bucket: id })))
    return {
      bucket: id,
      arn: `arn:${context.partition}:s3:::${id}`,
      bucketDomainName: `${id}.s3.amazonaws.com`,
      bucketRegionalDomainName: `${id}.s3.${context.region}.amazonaws.com`,
      bucketRegion: context.region,
      hostedZoneId: 'Z3AQBSTGFYJSTF',
      tags: tagMap(tagging?.TagSet),
    }
  },
  async update(id, _news, _olds, context) {
    await tagBucket(id, context)
  },
  async delete(id, { forceDestroy }, context) {
    if (forceDestroy) await emptyBucket(id, context)
    await orMissing(s3(context).send(new DeleteBucketCommand({ Bucket: id })))
  },
})

async function tagBucket(Bucket: string, context: Context): Promise<void> {
  const TagSet = tagList(context.tags)
  await (TagSet.length > 0
    ? s3(context).send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }))
    : s3(context).send(new DeleteBucketTaggingCommand({ Bucket })))
}

/** Removes objects with all their versions. */
async function emptyBucket(Bucket: string, context: Context, key?: string): Promise<void> {
  for (;;) {
    const page = await orMissing(s3(context).send(new ListObjectVersionsCommand({ Bucket, Prefix: key })))
    const found = [...(page?.Versions ?? []), ...(page?.DeleteMarkers ?? [])]
      .filter(({ Key }) => key === undefined || Key === key)
      .map(({ Key, VersionId }) => ({ Key: Key!, ...(VersionId !== undefined && { VersionId }) }))
    if (found.length === 0) return
    await s3(context).send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: found, Quiet: true } }))
  }
}

/** A setting of a bucket: put anew by each change, its id the bucket's name. */
function setting<Args extends { readonly bucket: unknown }>(
  put: (inputs: Plain<Args>, context: Context) => Promise<unknown>,
  read: (Bucket: string, context: Context) => Promise<Readonly<Record<string, unknown>> | undefined>,
  remove: (Bucket: string, context: Context) => Promise<unknown>,
): Handler {
  return handler<Args>({
    async create(inputs, context) {
      await put(inputs, context)
      return { id: String((inputs as { bucket: unknown }).bucket) }
    },
    async read(id, _, context) {
      const found = await read(id, context)
      return found && { bucket: id, ...found }
    },
    async update(_id, news, _olds, context) {
      await put(news, context)
    },
    async delete(id, _, context) {
      await orMissing(remove(id, context))
    },
  })
}

const versioning = setting<args.BucketVersioningArgs>(
  ({ bucket: Bucket, versioningConfiguration }, context) =>
    s3(context).send(
      new PutBucketVersioningCommand({
        Bucket,
        VersioningConfiguration: { Status: versioningConfiguration.status as 'Enabled' },
      }),
    ),
  async (Bucket, context) => {
    const found = await orMissing(s3(context).send(new GetBucketVersioningCommand({ Bucket })))
    return found?.Status && { versioningConfiguration: { status: found.Status } }
  },
  (Bucket, context) =>
    s3(context).send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } })),
)

const encryption = setting<args.BucketServerSideEncryptionConfigurationArgs>(
  ({ bucket: Bucket, rules }, context) =>
    s3(context).send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: rules.map((rule) => ({
            BucketKeyEnabled: rule.bucketKeyEnabled,
            ApplyServerSideEncryptionByDefault: {
              SSEAlgorithm: rule.applyServerSideEncryptionByDefault?.sseAlgorithm as 'AES256',
              KMSMasterKeyID: rule.applyServerSideEncryptionByDefault?.kmsMasterKeyId,
            },
          })),
        },
      }),
    ),
  async (Bucket, context) => {
    const found = await orMissing(s3(context).send(new GetBucketEncryptionCommand({ Bucket })))
    const rules = found?.ServerSideEncryptionConfiguration?.Rules?.map((rule) =>
      defined({
        bucketKeyEnabled: rule.BucketKeyEnabled,
        applyServerSideEncryptionByDefault: defined({
          sseAlgorithm: rule.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
          kmsMasterKeyId: rule.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID,
        }),
      }),
    )
    return rules && { rules }
  },
  (Bucket, context) => s3(context).send(new DeleteBucketEncryptionCommand({ Bucket })),
)

const publicAccess = setting<args.BucketPublicAccessBlockArgs>(
  (inputs, context) =>
    s3(context).send(
      new PutPublicAccessBlockCommand({
        Bucket: inputs.bucket,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: inputs.blockPublicAcls ?? false,
          BlockPublicPolicy: inputs.blockPublicPolicy ?? false,
          IgnorePublicAcls: inputs.ignorePublicAcls ?? false,
          RestrictPublicBuckets: inputs.restrictPublicBuckets ?? false,
        },
      }),
    ),
  async (Bucket, context) => {
    const found = await orMissing(s3(context).send(new GetPublicAccessBlockCommand({ Bucket })))
    const block = found?.PublicAccessBlockConfiguration
    return (
      block && {
        blockPublicAcls: block.BlockPublicAcls,
        blockPublicPolicy: block.BlockPublicPolicy,
        ignorePublicAcls: block.IgnorePublicAcls,
        restrictPublicBuckets: block.RestrictPublicBuckets,
      }
    )
  },
  (Bucket, context) => s3(context).send(new DeletePublicAccessBlockCommand({ Bucket })),
)

const ownership = setting<args.BucketOwnershipControlsArgs>(
  ({ bucket: Bucket, rule }, context) =>
    s3(context).send(
      new PutBucketOwnershipControlsCommand({
        Bucket,
        OwnershipControls: { Rules: [{ ObjectOwnership: rule.objectOwnership as 'BucketOwnerEnforced' }] },
      }),
    ),
  async (Bucket, context) => {
    const found = await orMissing(s3(context).send(new GetBucketOwnershipControlsCommand({ Bucket })))
    const [rule] = found?.OwnershipControls?.Rules ?? []
    return rule && { rule: { objectOwnership: rule.ObjectOwnership } }
  },
  (Bucket, context) => s3(context).send(new DeleteBucketOwnershipControlsCommand({ Bucket })),
)

type Rule = NonNullable<Plain<args.BucketLifecycleConfigurationArgs>['rules']>[number]

const lifecycle = setting<args.BucketLifecycleConfigurationArgs>(
  ({ bucket: Bucket, rules = [] }, context) =>
    s3(context).send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket,
        LifecycleConfiguration: { Rules: rules.map(toLifecycleRule) },
      }),
    ),
  async (Bucket, context) => {
    const found = await orMissing(s3(context).send(new GetBucketLifecycleConfigurationCommand({ Bucket })))
    return found?.Rules && { rules: found.Rules.map(fromLifecycleRule) }
  },
  (Bucket, context) => s3(context).send(new DeleteBucketLifecycleCommand({ Bucket })),
)

function toLifecycleRule(rule: Rule): LifecycleRule {
  const { filter = {}, expiration, noncurrentVersionExpiration, abortIncompleteMultipartUpload } = rule
  if (rule.transitions || rule.noncurrentVersionTransitions || filter.and || filter.tag) {
    throw new Error('rules: the stand-in of the AWS provider knows expirations by prefix and size alone')
  }
  return {
    ID: rule.id,
    Status: rule.status as 'Enabled',
    Filter: filter.objectSizeGreaterThan
      ? { ObjectSizeGreaterThan: filter.objectSizeGreaterThan }
      : { Prefix: filter.prefix ?? '' },
    ...(expiration && {
      Expiration: {
        Days: expiration.days,
        Date: expiration.date === undefined ? undefined : new Date(expiration.date),
        ExpiredObjectDeleteMarker: expiration.expiredObjectDeleteMarker,
      },
    }),
    ...(noncurrentVersionExpiration && {
      NoncurrentVersionExpiration: {
        NoncurrentDays: noncurrentVersionExpiration.noncurrentDays,
        NewerNoncurrentVersions: noncurrentVersionExpiration.newerNoncurrentVersions,
      },
    }),
    ...(abortIncompleteMultipartUpload && {
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: abortIncompleteMultipartUpload.daysAfterInitiation },
    }),
  }
}

function fromLifecycleRule(rule: LifecycleRule): Readonly<Record<string, unknown>> {
  const { Expiration, NoncurrentVersionExpiration, AbortIncompleteMultipartUpload } = rule
  return defined({
    id: rule.ID,
    status: rule.Status,
    filter: defined({
      prefix: rule.Filter?.Prefix ?? (rule.Filter?.ObjectSizeGreaterThan === undefined ? '' : undefined),
      objectSizeGreaterThan: rule.Filter?.ObjectSizeGreaterThan,
    }),
    expiration:
      Expiration &&
      defined({
        days: Expiration.Days,
        date: Expiration.Date?.toISOString(),
        expiredObjectDeleteMarker: Expiration.ExpiredObjectDeleteMarker,
      }),
    noncurrentVersionExpiration:
      NoncurrentVersionExpiration &&
      defined({
        noncurrentDays: NoncurrentVersionExpiration.NoncurrentDays,
        newerNoncurrentVersions: NoncurrentVersionExpiration.NewerNoncurrentVersions,
      }),
    abortIncompleteMultipartUpload: AbortIncompleteMultipartUpload && {
      daysAfterInitiation: AbortIncompleteMultipartUpload.DaysAfterInitiation,
    },
  })
}

const policy = setting<args.BucketPolicyArgs>(
  (inputs, context) =>
    s3(context).send(new PutBucketPolicyCommand({ Bucket: inputs.bucket, Policy: json(inputs.policy) })),
  async (Bucket, context) => {
    const found = await orMissing(s3(context).send(new GetBucketPolicyCommand({ Bucket })))
    return found?.Policy ? { policy: found.Policy } : undefined
  },
  (Bucket, context) => s3(context).send(new DeleteBucketPolicyCommand({ Bucket })),
)

/** Of both types of objects: what `BucketObject` has, `BucketObjectv2` has too. */
const object = handler<args.BucketObjectv2Args>({
  volatile: ['etag', 'versionId'],
  async create(inputs, context) {
    if (inputs.key === undefined) throw new Error('key: the stand-in of the AWS provider needs it')
    await putObject(inputs, context)
    return { id: `${inputs.bucket}/${inputs.key}` }
  },
  async read(id, _, context) {
    const place = placeOf(id)
    const found = await orMissing(s3(context).send(new HeadObjectCommand(place)))
    if (found === undefined) return undefined
    const { TagSet } = await s3(context).send(new GetObjectTaggingCommand(place))
    return {
      bucket: place.Bucket,
      key: place.Key,
      arn: `arn:${context.partition}:s3:::${id}`,
      contentType: found.ContentType,
      etag: found.ETag?.replaceAll('"', ''),
      versionId: found.VersionId ?? '',
      storageClass: found.StorageClass ?? 'STANDARD',
      serverSideEncryption: found.ServerSideEncryption,
      kmsKeyId: found.SSEKMSKeyId,
      tags: tagMap(TagSet),
    }
  },
  async update(_id, news, _olds, context) {
    await putObject(news, context)
  },
  async delete(id, _, context) {
    const { Bucket, Key } = placeOf(id)
    await emptyBucket(Bucket, context, Key)
  },
})

function placeOf(id: string): { readonly Bucket: string; readonly Key: string } {
  const slash = id.indexOf('/')
  return { Bucket: id.slice(0, slash), Key: id.slice(slash + 1) }
}

async function putObject(inputs: Plain<args.BucketObjectv2Args>, context: Context): Promise<void> {
  const { content, contentBase64, source } = inputs
  const text = contentBase64 === undefined ? (content ?? '') : Buffer.from(contentBase64, 'base64')
  const Body = source === undefined ? text : bytesOf(source)
  await s3(context).send(
    new PutObjectCommand({
      Bucket: inputs.bucket,
      Key: inputs.key,
      Body,
      ContentMD5: createHash('md5').update(Body).digest('base64'),
      CacheControl: inputs.cacheControl,
      ContentEncoding: inputs.contentEncoding,
      ContentType: inputs.contentType ?? 'application/octet-stream',
      Metadata: inputs.metadata as Tags | undefined,
      ServerSideEncryption: inputs.serverSideEncryption as 'AES256' | undefined,
      SSEKMSKeyId: inputs.kmsKeyId,
      BucketKeyEnabled: inputs.bucketKeyEnabled,
      StorageClass: inputs.storageClass as 'STANDARD' | undefined,
      Tagging: new URLSearchParams(context.tags).toString(),
    }),
  )
}

/** Handlers of S3's resources. */
export const S3: Readonly<Record<string, Handler>> = {
  'aws:s3/bucket:Bucket': bucket,
  'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration': lifecycle,
  'aws:s3/bucketObject:BucketObject': object,
  'aws:s3/bucketObjectv2:BucketObjectv2': object,
  'aws:s3/bucketOwnershipControls:BucketOwnershipControls': ownership,
  'aws:s3/bucketPolicy:BucketPolicy': policy,
  'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock': publicAccess,
  'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration': encryption,
  'aws:s3/bucketVersioning:BucketVersioning': versioning,
}
