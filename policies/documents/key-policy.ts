import { s3Arn } from '../../spec/index.ts'
import { viaService } from './kms-statement.ts'
import { accountArn, checkKey, type EnginePlace } from './place.ts'
import type { PolicyDocument, Statement } from './policy-document.ts'

/** What managing a key takes, without using it. https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
const MANAGE = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:DisableKeyRotation',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListGrants',
  'kms:ListKeyPolicies',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:RevokeGrant',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateKeyDescription',
] as const

/**
 * The policy of the key of the state bucket: the account manages it, the engine and named people use it, through S3 and for
 * this bucket only.
 *
 * @param readers - ARNs, `*` allowed, of roles and users that may read state beside the engine
 * @throws {PolicyError} those of keys
 */
export function stateKeyPolicy(
  place: EnginePlace,
  engineRole: string,
  readers: readonly string[] = [],
): PolicyDocument {
  const { region } = checkKey(place, place.stateKey ?? '')
  const throughS3 = {
    'kms:EncryptionContext:aws:s3:arn': [s3Arn(place, place.stateBucket)],
    'kms:ViaService': viaService({ ...place, region }, 's3'),
  }
  const source = 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html'
  return {
    name: 'state-key',
    kind: 'resource',
    statements: [
      {
        sid: 'AccountManages',
        effect: 'Allow',
        principal: { AWS: [accountArn(place)] },
        actions: MANAGE,
        resources: ['*'],
        conditions: {},
        reason:
          'Policies of the account can give the management of this key, so that it never becomes unmanageable. They cannot give its use: Decrypt is not here. The star stands for this key.',
        operations: [],
        source,
      },
      {
        sid: 'EngineUses',
        effect: 'Allow',
        principal: { AWS: [engineRole] },
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: throughS3 },
        reason:
          'The engine reads and writes state, which S3 encrypts with this key. Through S3 and for this bucket only.',
        operations: ['S3.GetObject', 'S3.PutObject'],
        source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html',
      },
      ...readerStatements(place, readers, throughS3),
    ],
  }
}

/** Who looks at anomalies decrypts them. KMS takes no wildcard in a principal: those are conditions on principals of their account. */
function readerStatements(
  place: EnginePlace,
  readers: readonly string[],
  throughS3: Readonly<Record<string, readonly string[]>>,
): readonly Statement[] {
  const decrypts = {
    effect: 'Allow',
    actions: ['kms:Decrypt'],
    resources: ['*'],
    reason: 'These people look at anomalies, which are state. Through S3 and for this bucket only.',
    operations: [],
  } as const
  const named = readers.filter((reader) => !reader.includes('*'))
  const patterns = readers.filter((reader) => reader.includes('*'))
  const accounts = [...new Set(patterns.map((pattern) => pattern.split(':')[4] ?? ''))]
  return [
    ...(named.length === 0
      ? []
      : [
          {
            ...decrypts,
            sid: 'ReadersDecrypt',
            principal: { AWS: named },
            conditions: { StringEquals: throughS3 },
            source: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html',
          },
        ]),
    ...(patterns.length === 0
      ? []
      : [
          {
            ...decrypts,
            sid: 'ReadersLikeDecrypt',
            principal: { AWS: accounts.map((account) => accountArn({ ...place, account })) },
            conditions: { StringEquals: throughS3, ArnLike: { 'aws:PrincipalArn': patterns } },
            source: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html',
          },
        ]),
  ]
}
