import { externalIdPrefix, iamArn, localArn, s3Arn, SOURCE_IDENTITY_PREFIX, type AwsPlace } from '../../spec/index.ts'
import { literal } from './iam-pattern.ts'
import { keyStatement } from './kms-statement.ts'
import type { EngineNames, EnginePlace } from './place.ts'
import type { Statement } from './policy-document.ts'

/** Assuming service roles, and only those. */
export function assumeRoleStatements(place: EnginePlace, names: EngineNames): readonly Statement[] {
  const resources = [iamArn(place, `role${names.serviceRolePath}*`)]
  return [
    {
      sid: 'AssumeServiceRoles',
      effect: 'Allow',
      actions: ['sts:AssumeRole'],
      resources,
      conditions: {
        StringLike: { 'sts:ExternalId': [`${externalIdPrefix(place)}*`] },
        ArnEquals: { 'lambda:SourceFunctionArn': [names.functionArn] },
      },
      reason:
        "The engine reads data and sends alerts with the roles of the detectors, which lie below this path; each role's trust policy decides for which detector. Never without an external id, and only from the engine's own function.",
      operations: ['STS.AssumeRole'],
      source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html',
    },
    {
      sid: 'NameTheDetector',
      effect: 'Allow',
      actions: ['sts:SetSourceIdentity'],
      resources,
      conditions: { StringLike: { 'sts:SourceIdentity': [`${SOURCE_IDENTITY_PREFIX}*`] } },
      reason: 'Each session carries the name of its detector into CloudTrail. STS asks for this right beside the role.',
      operations: ['STS.AssumeRole'],
      source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html',
    },
  ]
}

/** Reading and writing the state: objects below two prefixes, created once or replaced knowingly. */
export function stateStatements(place: EnginePlace): readonly Statement[] {
  const { partition, stateBucket, stateKey } = place
  const prefix = statePrefix(place)
  const objects = ['detectors/', 'state/'].map((folder) => s3Arn(place, stateBucket, `${literal(prefix + folder)}*`))
  const owner = { 's3:ResourceAccount': [place.account] }
  return [
    {
      sid: 'ListState',
      effect: 'Allow',
      actions: ['s3:ListBucket'],
      resources: [s3Arn(place, stateBucket)],
      conditions: {
        StringEquals: owner,
        StringLike: { 's3:prefix': ['detectors/', 'state/'].map((folder) => `${literal(prefix + folder)}*`) },
      },
      reason:
        'Finds detectors, alerts and the newest commit. Without it a missing object could not be told from a forbidden one.',
      operations: ['S3.ListObjectsV2'],
      source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html',
    },
    {
      sid: 'ReadState',
      effect: 'Allow',
      actions: ['s3:GetObject'],
      resources: objects,
      conditions: { StringEquals: owner },
      reason: 'Reads declared detectors, snapshots and history, and after a lost answer its own write.',
      operations: ['S3.GetObject', 'S3.HeadObject'],
      source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html',
    },
    {
      sid: 'CreateState',
      effect: 'Allow',
      actions: ['s3:PutObject'],
      resources: objects,
      conditions: { StringEquals: owner, Null: { 's3:if-none-match': ['false'] } },
      reason: 'Commits history: an object is written only where there is none, so that what is written stays as it is.',
      operations: ['S3.PutObject'],
      source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html',
    },
    {
      sid: 'ReplaceDeclared',
      effect: 'Allow',
      actions: ['s3:PutObject'],
      resources: [s3Arn(place, stateBucket, `${literal(prefix)}detectors/*`)],
      conditions: { StringEquals: owner, Null: { 's3:if-match': ['false'] } },
      reason: 'Replaces a declared object, and only the version that it has read.',
      operations: ['S3.PutObject'],
      source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html',
    },
    {
      sid: 'RemoveState',
      effect: 'Allow',
      actions: ['s3:DeleteObject'],
      resources: objects,
      conditions: { StringEquals: owner },
      reason:
        'Removes declared alerts, delivered messages and chunks that no recent commit needs. Versions of objects cannot be removed.',
      operations: ['S3.DeleteObject'],
      source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html',
    },
    ...(stateKey === undefined
      ? []
      : [
          keyStatement(partition, {
            sid: 'UseStateKey',
            key: stateKey,
            service: 's3',
            actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
            context: { key: 'aws:s3:arn', values: [s3Arn(place, stateBucket)], pattern: false },
            reason:
              'The state bucket is encrypted with this key and has Bucket Keys on, so that S3 names the bucket to KMS.',
            operations: ['S3.GetObject', 'S3.PutObject'],
            source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html',
          }),
        ]),
  ]
}

/** Writing the log of the engine, or of a notifier. */
export function logStatements(
  place: AwsPlace,
  { logGroup }: Pick<EngineNames, 'logGroup'>,
  of: 'engine' | 'notifier' = 'engine',
): readonly Statement[] {
  return [
    {
      sid: 'WriteLog',
      effect: 'Allow',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [localArn(place, 'logs', `log-group:${logGroup}:log-stream:*`)],
      conditions: {},
      reason: `Lambda writes the log of the ${of}${of === 'engine' ? ', and with it the metrics in embedded format' : ''}. Streams have names that only Lambda knows. The group is made with the stack, so that logs:CreateLogGroup is not needed.`,
      operations: [],
      source: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html',
    },
  ]
}

/** Sending traces; only where tracing is on. */
export function traceStatements(): readonly Statement[] {
  return [
    {
      sid: 'SendTraces',
      effect: 'Allow',
      actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
      resources: ['*'],
      conditions: {},
      reason:
        'Tracing is on. X-Ray has no resource that could be named for these actions, so that the star is required.',
      operations: [],
      source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html',
    },
  ]
}

/** The prefix of all state, with a slash at its end unless it is empty. */
export function statePrefix({ statePrefix: prefix = '' }: EnginePlace): string {
  return prefix.replace(/\/*$/, '').replace(/.$/s, '$&/')
}
