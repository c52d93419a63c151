import type { TypeRules, ValueRule } from '../type-rules.ts'
import { KEY_ARN } from './patterns.ts'

const BUCKET: ValueRule = { path: 'bucket', pattern: /[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/ }
const source = (file: string, api: string): string =>
  `terraform-provider-aws internal/service/s3/${file}; https://docs.aws.amazon.com/AmazonS3/latest/API/API_${api}.html`

const object = (file: string): TypeRules => ({
  source: source(file, 'PutObject'),
  replaceOn: ['bucket', 'key', 'region'],
  conflicts: [['source', 'content', 'contentBase64']],
  values: [
    BUCKET,
    { path: 'key', minLength: 1, maxLength: 1024 },
    { path: 'serverSideEncryption', oneOf: ['AES256', 'aws:kms', 'aws:kms:dsse'] },
    { path: 'kmsKeyId', pattern: KEY_ARN },
    {
      path: 'storageClass',
      oneOf: [
        'STANDARD',
        'STANDARD_IA',
        'ONEZONE_IA',
        'INTELLIGENT_TIERING',
        'GLACIER',
        'GLACIER_IR',
        'DEEP_ARCHIVE',
        'REDUCED_REDUNDANCY',
      ],
    },
  ],
})

/** Rules of S3's resources. */
export const S3: Readonly<Record<string, TypeRules>> = {
  'aws:s3/bucket:Bucket': {
    source: source('bucket.go', 'CreateBucket'),
    replaceOn: ['bucket', 'bucketPrefix', 'bucketNamespace', 'objectLockEnabled', 'region'],
    conflicts: [['bucket', 'bucketPrefix']],
    values: [BUCKET, { path: 'bucketPrefix', pattern: /[a-z0-9][a-z0-9.-]{0,36}/ }],
  },
  'aws:s3/bucketVersioning:BucketVersioning': {
    source: source('bucket_versioning.go', 'PutBucketVersioning'),
    replaceOn: ['bucket', 'expectedBucketOwner', 'region'],
    values: [
      BUCKET,
      { path: 'versioningConfiguration.status', oneOf: ['Enabled', 'Suspended', 'Disabled'] },
      { path: 'versioningConfiguration.mfaDelete', oneOf: ['Enabled', 'Disabled'] },
    ],
  },
  'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration': {
    source: source('bucket_server_side_encryption_configuration.go', 'PutBucketEncryption'),
    replaceOn: ['bucket', 'expectedBucketOwner', 'region'],
    values: [
      BUCKET,
      {
        path: 'rules[].applyServerSideEncryptionByDefault.sseAlgorithm',
        oneOf: ['AES256', 'aws:kms', 'aws:kms:dsse'],
      },
    ],
  },
  'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock': {
    source: source('bucket_public_access_block.go', 'PutPublicAccessBlock'),
    replaceOn: ['bucket', 'region'],
    values: [BUCKET],
  },
  'aws:s3/bucketOwnershipControls:BucketOwnershipControls': {
    source: source('bucket_ownership_controls.go', 'PutBucketOwnershipControls'),
    replaceOn: ['bucket', 'region'],
    values: [
      BUCKET,
      { path: 'rule.objectOwnership', oneOf: ['BucketOwnerPreferred', 'ObjectWriter', 'BucketOwnerEnforced'] },
    ],
  },
  'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration': {
    source: source('bucket_lifecycle_configuration.go', 'PutBucketLifecycleConfiguration'),
    replaceOn: ['bucket', 'expectedBucketOwner', 'region'],
    values: [
      BUCKET,
      { path: 'rules', minItems: 1, maxItems: 1000 },
      { path: 'rules[].id', minLength: 1, maxLength: 255 },
      { path: 'rules[].status', oneOf: ['Enabled', 'Disabled'] },
      { path: 'rules[].expiration.days', min: 0 },
      { path: 'rules[].noncurrentVersionExpiration.noncurrentDays', min: 1 },
      { path: 'rules[].noncurrentVersionExpiration.newerNoncurrentVersions', min: 1, max: 100 },
      { path: 'rules[].abortIncompleteMultipartUpload.daysAfterInitiation', min: 1 },
    ],
  },
  'aws:s3/bucketPolicy:BucketPolicy': {
    source: source('bucket_policy.go', 'PutBucketPolicy'),
    replaceOn: ['bucket', 'region'],
    values: [BUCKET, { path: 'policy', json: true, maxLength: 20_480 }],
  },
  'aws:s3/bucketObject:BucketObject': object('bucket_object.go'),
  'aws:s3/bucketObjectv2:BucketObjectv2': object('object.go'),
}
