import { iamArn, localArn, s3Arn, type AwsPlace } from '../../spec/index.ts'
import { statePrefix } from './engine-role.ts'
import { literal } from './iam-pattern.ts'
import type { EngineNames, EnginePlace } from './place.ts'
import type { Statement } from './policy-document.ts'
import { roleName } from './role-name.ts'

const BOUNDARY_SOURCE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html'

/**
 * What `pulumi up` and `pulumi destroy` of a stack need, for its own resources: roles below its path and held by the boundary,
 * one function, log group, schedule group, bucket, queue and topic.
 *
 * @param options.boundary - ARN of the permissions boundary that each role must have
 * @param options.map - whether the stack has a state machine
 */
export function deployerStatements(
  place: EnginePlace,
  names: EngineNames,
  { boundary, map }: { readonly boundary: string; readonly map: boolean },
): readonly Statement[] {
  return [
    ...roleStatements(place, names, boundary),
    ...passStatements(place, names, map),
    ...resourceStatements(place, names),
    ...(map ? [stateMachineStatement(names)] : []),
  ]
}

/** Making the state machine of an engine with a map. */
export function stateMachineStatement({ stateMachineArn }: Pick<EngineNames, 'stateMachineArn'>): Statement {
  return allow(
    'StateMachine',
    'states',
    STATE_MACHINE,
    [stateMachineArn],
    'Makes, changes and removes the state machine that runs large detectors; does not start it.',
    'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html',
  )
}

/** What makes roles and gives them policies: below the engine's path alone, and held by the boundary. */
export function roleStatements(place: AwsPlace, { rolePath }: EngineNames, boundary: string): readonly Statement[] {
  const roles = [iamArn(place, `role${rolePath}*`)]
  const held = { ArnEquals: { 'iam:PermissionsBoundary': [boundary] } }
  const common = { effect: 'Allow', resources: roles, source: BOUNDARY_SOURCE } as const
  return [
    {
      ...common,
      sid: 'MakeRolesWithinBoundary',
      actions: ['iam:CreateRole', 'iam:DeleteRolePolicy', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy'],
      conditions: held,
      reason:
        'Makes the roles of the engine and its detectors and gives them their policies. Only below their path and only with the boundary, so that no role can do more than the boundary says, whatever its policies.',
      operations: ['IAM.CreateRole', 'IAM.DeleteRolePolicy', 'IAM.PutRolePermissionsBoundary', 'IAM.PutRolePolicy'],
    },
    {
      ...common,
      sid: 'ManageRoles',
      actions: [
        'iam:DeleteRole',
        'iam:GetRole',
        'iam:GetRolePolicy',
        'iam:ListAttachedRolePolicies',
        'iam:ListInstanceProfilesForRole',
        'iam:ListRolePolicies',
        'iam:TagRole',
        'iam:UntagRole',
        'iam:UpdateAssumeRolePolicy',
        'iam:UpdateRole',
      ],
      conditions: {},
      reason:
        'Reads, tags and removes these roles and sets whom they trust. IAM checks no boundary in these actions; the path keeps them to this engine.',
      operations: ['IAM.GetRole', 'IAM.UpdateAssumeRolePolicy', 'IAM.DeleteRole'],
    },
    {
      effect: 'Deny',
      sid: 'KeepBoundary',
      actions: ['iam:DeleteRolePermissionsBoundary'],
      resources: roles,
      conditions: {},
      reason: 'The boundary stays on the roles, even where another policy of the person allows to take it off.',
      operations: [],
      source: BOUNDARY_SOURCE,
    },
    {
      effect: 'Deny',
      sid: 'KeepBoundaryAsItIs',
      actions: [
        'iam:CreatePolicyVersion',
        'iam:DeletePolicy',
        'iam:DeletePolicyVersion',
        'iam:SetDefaultPolicyVersion',
      ],
      resources: [boundary],
      conditions: {},
      reason: 'Who deploys does not change what bounds the deployment.',
      operations: [],
      source: BOUNDARY_SOURCE,
    },
  ]
}

function passStatements(place: EnginePlace, names: EngineNames, map: boolean): readonly Statement[] {
  return passingOf(place, names, map, (role) => roleName(place, [place.engine, role]))
}

/**
 * @param map - whether there is a state machine
 * @param nameOf - name of a role of the engine, or a pattern of it
 */
export function passingOf(
  place: EnginePlace,
  { rolePath }: EngineNames,
  map: boolean,
  nameOf: (role: 'engine' | 'scheduler' | 'map') => string,
): readonly Statement[] {
  const source = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html'
  const pass = (
    sid: string,
    role: 'engine' | 'scheduler' | 'map',
    service: string,
    reason: string,
    operations: readonly string[],
  ): Statement => ({
    sid,
    effect: 'Allow',
    actions: ['iam:PassRole'],
    resources: [iamArn(place, `role${rolePath}${nameOf(role)}`)],
    conditions: { StringEquals: { 'iam:PassedToService': [`${service}.amazonaws.com`] } },
    reason,
    operations,
    source,
  })
  return [
    pass('PassEngineRole', 'engine', 'lambda', 'Gives the function its role: this one, to Lambda only.', [
      'Lambda.CreateFunction',
      'Lambda.UpdateFunctionConfiguration',
    ]),
    pass(
      'PassSchedulerRole',
      'scheduler',
      'scheduler',
      'Gives schedules their role: this one, to Scheduler only. The service roles of detectors are passed to nothing.',
      ['Scheduler.CreateSchedule', 'Scheduler.UpdateSchedule'],
    ),
    ...(map
      ? [
          pass('PassMapRole', 'map', 'states', 'Gives the state machine its role: this one, to Step Functions only.', [
            'SFN.CreateStateMachine',
            'SFN.UpdateStateMachine',
          ]),
        ]
      : []),
  ]
}

function resourceStatements(place: EnginePlace, names: EngineNames): readonly Statement[] {
  const declared = `${literal(statePrefix(place))}detectors/*`
  const declarations: readonly Statement[] = [
    allow(
      'Declarations',
      's3',
      ['DeleteObject', 'DeleteObjectVersion', 'GetObject', 'GetObjectTagging', 'PutObject', 'PutObjectTagging'],
      [s3Arn(place, place.stateBucket, declared)],
      'Declares detectors, datasets and alerts, which are objects here, and removes them with their versions. State and history are out of reach.',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html',
    ),
    {
      sid: 'VersionsOfDeclarations',
      effect: 'Allow',
      actions: ['s3:ListBucketVersions'],
      resources: [s3Arn(place, place.stateBucket)],
      conditions: { StringLike: { 's3:prefix': [declared] } },
      reason: 'Finds the versions of a declared object that is removed: the AWS provider removes all of them.',
      operations: ['S3.ListObjectVersions'],
      source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html',
    },
  ]
  const topic = allow(
    'OperationsTopic',
    'sns',
    TOPIC,
    [localArn(place, 'sns', names.function)],
    'Makes the topic of the alarms; does not publish to it.',
    'https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html',
  )
  return engineStatements(place, names, { declarations, topic })
}

/** What an engine and its detectors are made of, whatever makes it. */
export function engineStatements(
  place: EnginePlace,
  names: EngineNames,
  { declarations, topic }: { readonly declarations: readonly Statement[]; readonly topic: Statement },
): readonly Statement[] {
  return [
    allow(
      'Function',
      'lambda',
      FUNCTION,
      [names.functionArn],
      'Makes, changes and removes the function of the engine.',
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html',
    ),
    {
      sid: 'ActivateDetectors',
      effect: 'Allow',
      actions: ['lambda:InvokeFunction'],
      resources: [names.functionArn],
      conditions: {},
      reason: 'A deployment asks the engine to activate a detector, to deactivate it, or to run its backtest.',
      operations: ['Lambda.Invoke'],
      source: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html',
    },
    allow(
      'LogGroup',
      'logs',
      LOG_GROUP,
      [localArn(place, 'logs', `log-group:${names.logGroup}`)],
      'Makes the log group, with its retention, so that the engine need not.',
      'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/permissions-reference-cwl.html',
    ),
    allow(
      'FindLogGroups',
      'logs',
      ['DescribeLogGroups'],
      ['*'],
      'Pulumi reads a log group by listing. Logs checks this action on all groups only.',
      'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/permissions-reference-cwl.html',
    ),
    allow(
      'ScheduleGroup',
      'scheduler',
      SCHEDULE_GROUP,
      [names.scheduleGroupArn],
      'Makes and removes the group of the schedules.',
      SCHEDULER_SOURCE,
    ),
    allow(
      'Schedules',
      'scheduler',
      SCHEDULE,
      [localArn(place, 'scheduler', `schedule/${names.scheduleGroup}/*`)],
      'Makes, changes and removes the schedules of the detectors, in this group only.',
      SCHEDULER_SOURCE,
    ),
    allow(
      'StateBucket',
      's3',
      BUCKET,
      [s3Arn(place, place.stateBucket)],
      'Makes the state bucket and its settings. What lies in it, other than declarations, is not read.',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html',
    ),
    ...declarations,
    allow(
      'DeadLetterQueue',
      'sqs',
      QUEUE,
      [localArn(place, 'sqs', names.deadLetterQueue)],
      'Makes the queue for lost wake-ups; does not read it.',
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html',
    ),
    topic,
    allow(
      'Alarms',
      'cloudwatch',
      ALARM,
      [localArn(place, 'cloudwatch', `alarm:${names.function}-*`)],
      'Makes the alarms on the health of the engine.',
      'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/permissions-reference-cw.html',
    ),
  ]
}

/** Statement of operations that are called as their actions are. */
export function allow(
  sid: string,
  service: string,
  operations: readonly string[],
  resources: readonly string[],
  reason: string,
  source: string,
): Statement {
  return {
    sid,
    effect: 'Allow',
    actions: operations.map((operation) => `${service}:${operation}`),
    resources,
    conditions: {},
    reason,
    operations: operations.map((operation) => `${CLIENTS[service] ?? service}.${operation}`),
    source,
  }
}

const SCHEDULER_SOURCE = 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/security_iam_id-based-policies.html'

/** Clients of the SDK by the prefix of their actions. */
const CLIENTS: Readonly<Record<string, string>> = {
  lambda: 'Lambda',
  logs: 'CloudWatchLogs',
  scheduler: 'Scheduler',
  s3: 'S3',
  sqs: 'SQS',
  sns: 'SNS',
  cloudwatch: 'CloudWatch',
  states: 'SFN',
  cloudformation: 'CloudFormation',
}

const FUNCTION = [
  'CreateFunction',
  'DeleteFunction',
  'DeleteFunctionConcurrency',
  'GetFunction',
  'GetFunctionCodeSigningConfig',
  'GetFunctionConfiguration',
  'ListTags',
  'ListVersionsByFunction',
  'PutFunctionConcurrency',
  'TagResource',
  'UntagResource',
  'UpdateFunctionCode',
  'UpdateFunctionConfiguration',
]

const LOG_GROUP = [
  'CreateLogGroup',
  'DeleteLogGroup',
  'DeleteRetentionPolicy',
  'ListTagsForResource',
  'PutRetentionPolicy',
  'TagResource',
  'UntagResource',
]

const SCHEDULE_GROUP = [
  'CreateScheduleGroup',
  'DeleteScheduleGroup',
  'GetScheduleGroup',
  'ListTagsForResource',
  'TagResource',
  'UntagResource',
]

const SCHEDULE = ['CreateSchedule', 'DeleteSchedule', 'GetSchedule', 'UpdateSchedule']

/** The reads are those that the AWS provider makes to refresh a bucket. */
const BUCKET = [
  'CreateBucket',
  'DeleteBucket',
  'DeleteBucketPolicy',
  'GetAccelerateConfiguration',
  'GetBucketAcl',
  'GetBucketCORS',
  'GetBucketLocation',
  'GetBucketLogging',
  'GetBucketObjectLockConfiguration',
  'GetBucketOwnershipControls',
  'GetBucketPolicy',
  'GetBucketPublicAccessBlock',
  'GetBucketRequestPayment',
  'GetBucketTagging',
  'GetBucketVersioning',
  'GetBucketWebsite',
  'GetEncryptionConfiguration',
  'GetLifecycleConfiguration',
  'GetReplicationConfiguration',
  'ListBucket',
  'PutBucketOwnershipControls',
  'PutBucketPolicy',
  'PutBucketPublicAccessBlock',
  'PutBucketTagging',
  'PutBucketVersioning',
  'PutEncryptionConfiguration',
  'PutLifecycleConfiguration',
]

const QUEUE = [
  'CreateQueue',
  'DeleteQueue',
  'GetQueueAttributes',
  'GetQueueUrl',
  'ListQueueTags',
  'SetQueueAttributes',
  'TagQueue',
  'UntagQueue',
]

/** What makes a topic. */
export const TOPIC = [
  'CreateTopic',
  'DeleteTopic',
  'GetTopicAttributes',
  'ListTagsForResource',
  'SetTopicAttributes',
  'TagResource',
  'UntagResource',
]

/** The list of versions is what the AWS provider reads with a state machine. */
const STATE_MACHINE = [
  'CreateStateMachine',
  'DeleteStateMachine',
  'DescribeStateMachine',
  'ListStateMachineVersions',
  'ListTagsForResource',
  'TagResource',
  'UntagResource',
  'UpdateStateMachine',
]

const ALARM = [
  'DeleteAlarms',
  'DescribeAlarms',
  'ListTagsForResource',
  'PutMetricAlarm',
  'TagResource',
  'UntagResource',
]
