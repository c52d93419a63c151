import { s3Arn } from '../../spec/index.ts'
import { literal } from './iam-pattern.ts'
import { statePrefix } from './engine-role.ts'
import type { EnginePlace } from './place.ts'
import type { PolicyDocument } from './policy-document.ts'

/** Refuses calls without TLS, whoever makes them. */
export function tlsOnly(actions: string, resources: readonly string[]): PolicyDocument['statements'][number] {
  return {
    sid: 'TlsOnly',
    effect: 'Deny',
    principal: '*',
    actions: [actions],
    resources,
    conditions: { Bool: { 'aws:SecureTransport': ['false'] } },
    reason: 'Nothing is read or written without encryption on the way, whoever calls.',
    operations: [],
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html',
  }
}

/**
 * The policy of the state bucket: TLS only, and its data and what people say of it for the engine and named people only, whatever their own policies say.
 * The bucket itself, and the declared detectors, datasets and alerts in it, stay manageable by those who deploy them.
 *
 * @param principals - ARNs, `*` allowed, of the roles and users that may read or write state beside the engine
 */
export function stateBucketPolicy(
  place: EnginePlace,
  engineRole: string,
  principals: readonly string[] = [],
): PolicyDocument {
  const bucket = s3Arn(place, place.stateBucket)
  const allowed = [engineRole, ...principals]
  const others = { ArnNotLike: { 'aws:PrincipalArn': allowed } }
  const prefix = literal(statePrefix(place))
  const objects = ['state/*', 'detectors/*/feedback/*'].map((key) => s3Arn(place, place.stateBucket, prefix + key))
  const source = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html'
  return {
    name: 'state-bucket',
    kind: 'resource',
    statements: [
      tlsOnly('s3:*', [bucket, `${bucket}/*`]),
      {
        sid: 'NoOthersInState',
        effect: 'Deny',
        principal: '*',
        actions: ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
        resources: objects,
        conditions: others,
        reason:
          'The state holds the values of the metrics, and feedback changes their severity. Administrators of other things in the account do not see or change it by accident. What else is below detectors/, the declared, is for those who deploy, by their own policies, and the bucket policy too can be changed by them.',
        operations: [],
        source,
      },
      {
        sid: 'NoOthersListVersions',
        effect: 'Deny',
        principal: '*',
        // Not s3:ListBucket: S3 checks HeadBucket as that, with which the AWS provider reads the bucket at every refresh.
        actions: ['s3:ListBucketVersions'],
        resources: [bucket],
        conditions: { ...others, StringNotLike: { 's3:prefix': [`${prefix}detectors/*`] } },
        reason:
          'Versions of the state are for the same principals only. What is declared is for those who deploy: to remove an object they list its versions. Names of objects are not secret: who may ask whether the bucket is there (HeadBucket) may list it, too.',
        operations: [],
        source,
      },
      ...(place.stateKey === undefined
        ? []
        : [
            {
              sid: 'NoOtherKey',
              effect: 'Deny' as const,
              principal: '*' as const,
              actions: ['s3:PutObject'],
              resources: [`${bucket}/*`],
              conditions: {
                Null: { 's3:x-amz-server-side-encryption-aws-kms-key-id': ['false'] },
                ArnNotEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': [place.stateKey] },
              },
              reason:
                'What names no key gets that of the bucket; what names another one is refused, so that all state is readable with one.',
              operations: [],
              source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html',
            },
          ]),
    ],
  }
}
