import { s3Arn, type AwsPlace } from '../../spec/index.ts'
import { viaService } from './kms-statement.ts'
import { checkKey } from './place.ts'
import type { PolicyDocument, Statement } from './policy-document.ts'
import type { ResourcePolicy } from './role.ts'
import { byBucket, listedPrefixes, locationsOf, readObjects, type S3Dataset } from './s3-dataset.ts'
import type { S3Location } from './s3-location.ts'

/**
 * What the owner of a bucket in another account adds to its policy, and to that of its key, so that a dataset's role can read:
 * across accounts both sides have to agree.
 *
 * @param role - ARN of the dataset's role
 */
export function sharedDatasetPolicies(place: AwsPlace, role: string, dataset: S3Dataset): readonly ResourcePolicy[] {
  const buckets = [...byBucket(locationsOf(dataset))]
  return [
    ...buckets.map(([bucket, locations]) => ({
      kind: 'dataset-bucket' as const,
      resource: s3Arn(place, bucket),
      document: bucketShare(place, bucket, locations, role),
      reason: `To be added by the owner of the bucket, account ${dataset.account}, to its policy.`,
    })),
    ...(dataset.encryption === undefined
      ? []
      : [
          {
            kind: 'dataset-key' as const,
            resource: dataset.encryption.key,
            document: keyShare(place, dataset.encryption.key, role),
            reason: `To be added by the owner of the key, account ${checkKey(place, dataset.encryption.key).account}, to its policy.`,
          },
        ]),
  ]
}

function bucketShare(place: AwsPlace, bucket: string, locations: readonly S3Location[], role: string): PolicyDocument {
  const common = {
    effect: 'Allow',
    principal: { AWS: [role] },
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-walkthroughs-managing-access-example2.html',
  } as const
  const statements: readonly Statement[] = [
    {
      ...common,
      sid: 'CrowsnestLists',
      actions: ['s3:ListBucket'],
      resources: [s3Arn(place, bucket)],
      conditions: { StringLike: { 's3:prefix': listedPrefixes(locations) } },
      reason: 'The dataset of a detector in another account finds its files: below its paths only.',
      operations: ['S3.ListObjectsV2'],
    },
    {
      ...common,
      sid: 'CrowsnestReads',
      actions: ['s3:GetObject'],
      resources: readObjects(place.partition, locations),
      conditions: {},
      reason: 'The dataset of a detector in another account reads its files: below its paths only.',
      operations: ['S3.GetObject'],
    },
  ]
  return { name: 'dataset-bucket', kind: 'resource', statements }
}

function keyShare(place: AwsPlace, key: string, role: string): PolicyDocument {
  const { region } = checkKey(place, key)
  return {
    name: 'dataset-key',
    kind: 'resource',
    statements: [
      {
        sid: 'CrowsnestDecrypts',
        effect: 'Allow',
        principal: { AWS: [role] },
        actions: ['kms:Decrypt'],
        resources: ['*'],
        conditions: { StringEquals: { 'kms:ViaService': viaService({ ...place, region }, 's3') } },
        reason: 'S3 decrypts the files for the dataset of another account. The star stands for this key.',
        operations: ['S3.GetObject'],
        source: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html',
      },
    ],
  }
}
