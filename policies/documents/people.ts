import { iamArn, localArn, s3Arn } from '../../spec/index.ts'
import { deployerStatements } from './deployer.ts'
import { statePrefix } from './engine-role.ts'
import { keyStatement } from './kms-statement.ts'
import { checkPlace, checkRolePath, engineNames, type EngineNames, type EnginePlace } from './place.ts'
import { PolicyError } from './policy-error.ts'
import type { PolicyDocument, Statement } from './policy-document.ts'
import { roleName } from './role-name.ts'
import { POLICY_LIMITS, splitDocument } from './document-size.ts'
import type { DeadLetterQueue } from './scheduler-role.ts'
import { stackDeployerStatements } from './stack-deployer.ts'
import { withTag } from './tag-access.ts'

/** Who works with an engine, from least to most; deployers, with Pulumi or with stacks, change what is deployed and see no data. */
export type Audience = 'reader' | 'reviewer' | 'operator' | 'administrator' | 'deployer' | 'stack-deployer'

/** A policy to attach to people. */
export interface PeoplePolicy {
  readonly audience: Audience
  /** Several where one would be larger than a managed policy may be. */
  readonly documents: readonly PolicyDocument[]
  /** What these people do. */
  readonly reason: string
  /** The policies of the original service that it stands for; empty for none. */
  readonly replaces: readonly string[]
}

/** What people's policies depend on. */
export interface PeopleOptions {
  /** Names of the detectors that they may see: a name, or the start of names with `*` behind it. Default: all. */
  readonly detectors?: string
  /** Tag that has to be the same on the person and on the resource (ABAC), where AWS checks tags; default none. */
  readonly tag?: string
  readonly rolePath?: string
  /** ARN of the boundary that every role gets; default `policy<rolePath>boundary`. */
  readonly boundary?: string
  readonly deadLetter?: DeadLetterQueue
  /** Whether the engine has a state machine; default no. */
  readonly map?: boolean
}

/**
 * Policies for the people around an engine.
 *
 * @throws {PolicyError} for a place or an option that no policy can be written for
 */
export function peoplePolicies(place: EnginePlace, options: PeopleOptions = {}): readonly PeoplePolicy[] {
  checkPlace(place)
  if (options.rolePath !== undefined) checkRolePath(options.rolePath)
  const { detectors = '*', tag } = options
  if (!/^([\w-]{1,63}\*?|\*)$/.test(detectors)) {
    throw new PolicyError('NAME_INVALID', {
      got: detectors,
      what: 'a detector, or the start of names with * behind it',
    })
  }
  const names = engineNames(place, options.rolePath)
  const boundary = options.boundary ?? iamArn(place, `policy${names.rolePath}boundary`)
  const read = readStatements(place, detectors)
  const review = reviewStatements(place, detectors)
  const operate = operateStatements(place, names, options)
  const administer = administerStatements(place, detectors)
  const policy = (
    audience: Audience,
    statements: readonly Statement[],
    reason: string,
    replaces: readonly string[],
  ): PeoplePolicy => ({
    audience,
    documents: splitDocument(
      {
        name: `crowsnest-${place.engine}-${audience}`,
        kind: 'identity',
        statements: tag === undefined ? statements : statements.flatMap((statement) => withTag(statement, tag)),
      },
      POLICY_LIMITS.managed,
    ),
    reason,
    replaces,
  })
  return [
    policy('reader', read, 'Look at detectors, anomalies and their causes; change nothing.', [
      'AmazonLookoutMetricsReadOnlyAccess',
    ]),
    policy('reviewer', [...read, ...review], 'Say of an anomaly whether it was one, beside reading.', []),
    policy(
      'operator',
      [...read, ...operate],
      'Keep the engine running: wake it, pause it, read its log, look at what failed.',
      [],
    ),
    policy(
      'administrator',
      [...read, ...review, ...operate, ...administer],
      'Declare, change and remove detectors and alerts, beside all of the above. Roles and functions are deployed, not administered.',
      ['AmazonLookoutMetricsFullAccess', 'the user policy of the guide'],
    ),
    policy(
      'deployer',
      deployerStatements(place, names, { boundary, map: options.map === true }),
      'Deploy and remove a stack with `pulumi up`, and nothing outside of it. Every role that it makes is held by the boundary.',
      ['AmazonLookoutMetricsFullAccess with iam:PassRole'],
    ),
    policy(
      'stack-deployer',
      stackDeployerStatements(place, names, { boundary, map: options.map === true }),
      'Deploy and remove stacks of our templates with CloudFormation, and nothing outside of them. Every role in them is held by the boundary.',
      ['AmazonLookoutMetricsFullAccess with iam:PassRole'],
    ),
  ]
}

const CONSOLE_SOURCE = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-policies-s3.html'

function readStatements(place: EnginePlace, detectors: string): readonly Statement[] {
  const prefix = statePrefix(place)
  const folders = stateFolders(detectors).map((folder) => `${prefix}${folder}`)
  // The list of detectors comes first on the page; it is read with this prefix alone.
  const listed = [...folders, ...(detectors === '*' ? [] : [`${prefix}detectors/`])]
  return [
    {
      sid: 'ListState',
      effect: 'Allow',
      actions: ['s3:ListBucket'],
      resources: [s3Arn(place, place.stateBucket)],
      conditions: { StringLike: { 's3:prefix': listed } },
      reason: `The review page finds ${which(detectors)} and their anomalies in the state.`,
      operations: ['S3.ListObjectsV2'],
      source: CONSOLE_SOURCE,
    },
    {
      sid: 'ReadState',
      effect: 'Allow',
      actions: ['s3:GetObject'],
      resources: folders.map((folder) => s3Arn(place, place.stateBucket, folder)),
      conditions: {},
      reason: `The review page shows ${which(detectors)} and their anomalies.`,
      operations: ['S3.GetObject'],
      source: CONSOLE_SOURCE,
    },
    ...(place.stateKey === undefined
      ? []
      : [
          keyStatement(place.partition, {
            sid: 'DecryptState',
            key: place.stateKey,
            service: 's3',
            actions: ['kms:Decrypt'],
            context: { key: 'aws:s3:arn', values: [s3Arn(place, place.stateBucket)], pattern: false },
            reason: 'The state is encrypted with this key; S3 decrypts it with the rights of the reader.',
            operations: ['S3.GetObject'],
            source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html',
          }),
        ]),
  ]
}

function reviewStatements(place: EnginePlace, detectors: string): readonly Statement[] {
  return [
    {
      sid: 'GiveFeedback',
      effect: 'Allow',
      actions: ['s3:PutObject'],
      resources: [s3Arn(place, place.stateBucket, `${statePrefix(place)}detectors/${detectors}/feedback/*`)],
      conditions: { Null: { 's3:if-none-match': ['false'] } },
      reason:
        'What somebody says of an anomaly is an object of its own beside the declared detector. It is added; nothing that is there is changed, and nothing else can be written. The engine reads it and checks it.',
      operations: ['S3.PutObject'],
      source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html',
    },
    ...writeKey(place, 'EncryptFeedback'),
  ]
}

function operateStatements(place: EnginePlace, names: EngineNames, options: PeopleOptions): readonly Statement[] {
  const schedules = localArn(place, 'scheduler', `schedule/${names.scheduleGroup}/*`)
  const scheduler = iamArn(place, `role${names.rolePath}${roleName(place, [place.engine, 'scheduler'])}`)
  const schedulerSource = 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/security_iam_id-based-policies.html'
  return [
    {
      sid: 'WakeEngine',
      effect: 'Allow',
      actions: ['lambda:InvokeFunction'],
      resources: [names.functionArn],
      conditions: {},
      reason: 'Wakes the engine now; it does what is due, and nothing twice.',
      operations: ['Lambda.Invoke'],
      source: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html',
    },
    {
      sid: 'PauseSchedules',
      effect: 'Allow',
      actions: ['scheduler:GetSchedule', 'scheduler:UpdateSchedule'],
      resources: [schedules],
      conditions: {},
      reason: 'Pauses and resumes the schedules of this engine.',
      operations: ['Scheduler.GetSchedule', 'Scheduler.UpdateSchedule'],
      source: schedulerSource,
    },
    {
      sid: 'PassSchedulerRole',
      effect: 'Allow',
      actions: ['iam:PassRole'],
      resources: [scheduler],
      conditions: { StringEquals: { 'iam:PassedToService': ['scheduler.amazonaws.com'] } },
      reason: 'Changing a schedule hands it its role again. This one role, to this one service.',
      operations: ['Scheduler.UpdateSchedule'],
      source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html',
    },
    {
      sid: 'ReadLog',
      effect: 'Allow',
      actions: ['logs:DescribeLogStreams', 'logs:FilterLogEvents', 'logs:GetLogEvents'],
      resources: [
        localArn(place, 'logs', `log-group:${names.logGroup}`),
        localArn(place, 'logs', `log-group:${names.logGroup}:log-stream:*`),
      ],
      conditions: {},
      reason: 'Reads what the engine says. Its log has names and counts, no values of metrics.',
      operations: ['CloudWatchLogs.FilterLogEvents', 'CloudWatchLogs.GetLogEvents'],
      source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/permissions-reference-cwl.html',
    },
    ...(options.map === true ? operateMapStatements(place, names) : []),
    ...(options.deadLetter === undefined
      ? []
      : [
          {
            sid: 'LookAtFailures',
            effect: 'Allow' as const,
            actions: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
            resources: [options.deadLetter.queue],
            conditions: {},
            reason: 'Looks at wake-ups that were lost, and clears them away.',
            operations: ['SQS.DeleteMessage', 'SQS.GetQueueAttributes', 'SQS.ReceiveMessage'],
            source:
              'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html',
          },
        ]),
  ]
}

function operateMapStatements(place: EnginePlace, names: EngineNames): readonly Statement[] {
  const source = 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html'
  const { stateMachine, stateMachineArn } = names
  return [
    {
      sid: 'FindMaps',
      effect: 'Allow',
      actions: ['states:ListExecutions'],
      resources: [stateMachineArn],
      conditions: {},
      reason: 'Finds the executions of the state machine that runs large detectors.',
      operations: ['SFN.ListExecutions'],
      source,
    },
    {
      sid: 'LookAtMaps',
      effect: 'Allow',
      actions: ['states:DescribeExecution', 'states:GetExecutionHistory', 'states:ListMapRuns', 'states:StopExecution'],
      resources: ['', '/*'].map((part) => localArn(place, 'states', `execution:${stateMachine}${part}:*`)),
      conditions: {},
      reason:
        'Looks at what an execution and its parts did, and stops one; the next wake-up starts another, which loses nothing.',
      operations: ['SFN.DescribeExecution', 'SFN.GetExecutionHistory', 'SFN.ListMapRuns', 'SFN.StopExecution'],
      source,
    },
    {
      sid: 'LookAtParts',
      effect: 'Allow',
      actions: ['states:DescribeMapRun', 'states:ListExecutions'],
      resources: [localArn(place, 'states', `mapRun:${stateMachine}/*:*`)],
      conditions: {},
      reason: 'Finds the parts of a map that failed.',
      operations: ['SFN.DescribeMapRun', 'SFN.ListExecutions'],
      source,
    },
  ]
}

function administerStatements(place: EnginePlace, detectors: string): readonly Statement[] {
  const declared = s3Arn(place, place.stateBucket, `${statePrefix(place)}detectors/${detectors}/*`)
  const source = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html'
  return [
    {
      sid: 'Declare',
      effect: 'Allow',
      actions: ['s3:DeleteObject', 's3:PutObject'],
      resources: [declared],
      conditions: {},
      reason: `Declares, changes and removes ${which(detectors)}, their datasets and alerts. History is not touched.`,
      operations: ['S3.DeleteObject', 'S3.PutObject'],
      source,
    },
  ]
}

function writeKey(place: EnginePlace, sid: string): readonly Statement[] {
  if (place.stateKey === undefined) return []
  return [
    keyStatement(place.partition, {
      sid,
      key: place.stateKey,
      service: 's3',
      actions: ['kms:GenerateDataKey'],
      context: { key: 'aws:s3:arn', values: [s3Arn(place, place.stateBucket)], pattern: false },
      reason: 'What is written is encrypted with the key of the state.',
      operations: ['S3.PutObject'],
      source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html',
    }),
  ]
}

function stateFolders(detectors: string): readonly string[] {
  return detectors === '*' ? ['detectors/*', 'state/*'] : [`detectors/${detectors}/*`, `state/${detectors}/*`]
}

function which(detectors: string): string {
  return detectors === '*' ? 'all detectors' : `the detectors ${detectors}`
}
