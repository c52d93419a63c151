import { s3Arn } from '../../spec/index.ts'
import { viaService } from './kms-statement.ts'
import { accountArn, checkKey, type EnginePlace } from './place.ts'
import type { PolicyDocument } from './policy-document.ts'

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
 * @param readers - ARNs of roles and users that may read state beside the engine
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
      ...(readers.length === 0
        ? []
        : [
            {
              sid: 'ReadersDecrypt',
              effect: 'Allow' as const,
              principal: { AWS: readers },
              actions: ['kms:Decrypt'],
              resources: ['*'],
              conditions: { StringEquals: throughS3 },
              reason: 'These people look at anomalies, which are state. Through S3 and for this bucket only.',
              operations: [],
              source,
            },
          ]),
    ],
  }
}
