import { planEngine, type EnginePlan, type PolicyText, type RoleReport } from '../../plans/index.ts'
import { alarmResources } from './alarms.ts'
import { exportName, type EngineExport } from './engine-exports.ts'
import { ENGINE_CONDITIONS, ENGINE_PARAMETERS, ENGINE_RULES } from './engine-parameters.ts'
import { when } from './parameters.ts'
import { markedName } from './stack-mark.ts'
import { decideText, type Holds, type TemplatePolicy } from './statements.ts'
import {
  describeSymbols,
  substitute,
  symbolicArn,
  symbolicBucket,
  symbolicName,
  symbolicPlace,
  type Stand,
} from './symbols.ts'
import type { Output, Resource, Template } from './template.ts'

const { place, symbols: OF_PLACE } = symbolicPlace()
const NAME = symbolicName('EngineName')
const BUCKET = symbolicBucket('StateBucket', { Ref: 'StateBucket' })
const USED_KEY = when('GivesStateKey', { Ref: 'StateKeyArn' }, { 'Fn::GetAtt': ['StateKey', 'Arn'] })
const KEY = symbolicArn(place, 1, 'UsedStateKey', 'kms', 'key/symbolic-state', USED_KEY)
const READER = symbolicArn(place, 2, 'ReaderArn', 'iam', 'role/symbolic-reader')

/** What other templates of an engine are planned with. */
export const SYMBOLS_OF_ENGINE = { place, name: NAME.token, symbols: [...OF_PLACE, NAME] } as const

/** Where a list has the reader, it has none where there is none. */
const READER_IF_ANY: Stand = {
  token: READER[0].token,
  text: '${ReaderIfAny}',
  variables: { ReaderIfAny: when('HasReader', { Ref: 'ReaderArn' }) },
}

const BUCKET_NAME = when(
  'NamesStateBucket',
  { Ref: 'StateBucketName' },
  { 'Fn::Sub': 'crowsnest-${EngineName}-${AWS::AccountId}-${AWS::Region}' },
)
const SUBNETS = [
  { token: 'subnet-0000000000000000a', text: '${SubnetA}' },
  { token: 'subnet-0000000000000000b', text: '${SubnetB}' },
] as const satisfies readonly Stand[]
const GROUP: Stand = { token: 'sg-0000000000000000a', text: '${SecurityGroup}' }

/** Days for which an unwanted deletion of the key can be taken back. */
const KEY_DELETION_DAYS = 30

/** The template of an engine: what the component Engine makes, and the alarms of Monitoring. */
export function engineTemplate(): Template {
  const plan = planWith(() => false)
  const symbols: readonly Stand[] = [
    ...OF_PLACE,
    NAME,
    BUCKET,
    ...KEY,
    ...READER,
    ...SUBNETS,
    GROUP,
    { token: plan.roleArn, text: '${EngineRole.Arn}' },
    { token: plan.schedulerRoleArn, text: '${SchedulerRole.Arn}' },
  ]
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description:
      'Crowsnest: an engine that runs detectors, with the bucket of its state, its roles, the group of its schedules, and alarms about its health.',
    Parameters: ENGINE_PARAMETERS,
    Rules: ENGINE_RULES!,
    Conditions: ENGINE_CONDITIONS,
    Resources: {
      ...stateResources(plan, symbols),
      ...roleResources(symbols),
      ...functionResources(plan, symbols),
      ...alarmResources({ name: NAME.token }, place, symbols),
    },
    Outputs: outputs(),
  }
}

/** The plan of the engine in a case. */
export function planWith(holds: Holds): EnginePlan {
  return planEngine(
    {
      name: NAME.token,
      stateBucket: BUCKET.token,
      ...(holds('HasStateKey') && { stateKeyArn: KEY[0].token }),
      ...(holds('HasReader') && { readers: [READER[0].token] }),
      ...(holds('HasTracing') && { tracing: true }),
      ...(holds('HasMap') && { map: true }),
      ...(holds('HasNetwork') && {
        network: { subnets: SUBNETS.map(({ token }) => token), securityGroups: [GROUP.token] },
      }),
    },
    place,
  )
}

function stateResources(plan: EnginePlan, symbols: readonly Stand[]): Readonly<Record<string, Resource>> {
  const keep = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' } as const
  const ofBucket = [...symbols.filter(({ token }) => token !== READER_IF_ANY.token), READER_IF_ANY]
  const bucketPolicy = resourcePolicy('bucket', ['HasStateKey'], ofBucket, ['HasReader'])
  // The bucket is made with the key: the policy of the key has its name, and what it says of the key's place is the stack's own.
  const ofKey = [
    ...symbols.filter(({ token }) => token !== BUCKET.token && !KEY.some((part) => part.token === token)),
    symbolicBucket('StateBucket', BUCKET_NAME),
    { token: KEY[1].token, text: '${AWS::AccountId}' },
    { token: KEY[2].token, text: '${AWS::Region}' },
  ]
  const keyPolicy = resourcePolicy('key', ['HasReader'], ofKey, ['HasStateKey'])
  return {
    StateKey: {
      Type: 'AWS::KMS::Key',
      Condition: 'CreatesStateKey',
      // A bucket that stays cannot be read without its key, which stays with it.
      ...keep,
      Metadata: reasons(keyPolicy),
      Properties: {
        Description: { 'Fn::Sub': 'State of the Crowsnest engine ${EngineName}' },
        EnableKeyRotation: true,
        PendingWindowInDays: KEY_DELETION_DAYS,
        KeyPolicy: keyPolicy.document,
      },
    },
    StateKeyAlias: {
      Type: 'AWS::KMS::Alias',
      Condition: 'CreatesStateKey',
      Properties: {
        AliasName: substitute(`alias/${plan.functionName}`, symbols),
        TargetKeyId: { Ref: 'StateKey' },
      },
    },
    StateBucket: {
      Type: 'AWS::S3::Bucket',
      ...keep,
      Properties: {
        BucketName: BUCKET_NAME,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        VersioningConfiguration: { Status: 'Enabled' },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            when(
              'HasStateKey',
              {
                BucketKeyEnabled: true,
                ServerSideEncryptionByDefault: {
                  SSEAlgorithm: 'aws:kms',
                  KMSMasterKeyID: USED_KEY,
                },
              },
              { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
            ),
          ],
        },
        LifecycleConfiguration: {
          Rules: plan.lifecycleRules.map(({ id, noncurrentDays, abortUploadsAfterDays }) => ({
            Id: id,
            Status: 'Enabled',
            ...(noncurrentDays !== null && { NoncurrentVersionExpiration: { NoncurrentDays: noncurrentDays } }),
            ...(abortUploadsAfterDays !== null && {
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: abortUploadsAfterDays },
            }),
          })),
        },
      },
    },
    StateBucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      // What makes a bucket safe stays with it.
      ...keep,
      Metadata: reasons(bucketPolicy),
      Properties: { Bucket: { Ref: 'StateBucket' }, PolicyDocument: bucketPolicy.document },
    },
  }
}

function roleResources(symbols: readonly Stand[]): Readonly<Record<string, Resource>> {
  const decisions: Readonly<Record<string, readonly string[]>> = {
    state: ['HasStateKey'],
    observability: ['HasTracing'],
  }
  const documents = ['service-roles', 'state', 'observability', 'network'] as const
  return {
    EngineRole: role('engine', symbols),
    // Not in the role itself: the key names the role, and the policy of the state names the key.
    ...Object.fromEntries(
      documents.map((name) => {
        const always = name === 'network' ? ['HasNetwork'] : []
        const policy = decideText(
          decisions[name] ?? [],
          (holds) =>
            roleReport('engine', (condition) => always.includes(condition) || holds(condition)).policies.find(
              (one) => one.name === name,
            )!,
          symbols,
        )
        return [
          POLICY_IDS[name],
          {
            Type: 'AWS::IAM::Policy',
            ...(name === 'network' && { Condition: 'HasNetwork' }),
            Metadata: reasons(policy),
            Properties: { PolicyName: name, Roles: [{ Ref: 'EngineRole' }], PolicyDocument: policy.document },
          },
        ]
      }),
    ),
    SchedulerRole: role('scheduler', symbols),
  }
}

const POLICY_IDS = {
  'service-roles': 'EngineServiceRolesPolicy',
  state: 'EngineStatePolicy',
  observability: 'EngineObservabilityPolicy',
  network: 'EngineNetworkPolicy',
} as const

function role(kind: 'engine' | 'scheduler', symbols: readonly Stand[]): Resource {
  const { path, reason, trust, policies } = roleReport(kind, () => false)
  const trusted = decideText([], () => trust, symbols)
  const inline = kind === 'scheduler' ? policies.map((policy) => decideText([], () => policy, symbols)) : []
  return {
    Type: 'AWS::IAM::Role',
    Metadata: {
      Crowsnest: {
        Reason: describeSymbols(reason, symbols),
        Protection: trust.protection.reason,
        Trust: trusted.reasons,
        ...(inline.length > 0 && { Policies: Object.assign({}, ...inline.map((one) => one.reasons)) as unknown }),
      },
    },
    Properties: {
      RoleName: markedName(`crowsnest-\${EngineName}-${kind}`),
      Path: substitute(path, symbols),
      Description: reason,
      AssumeRolePolicyDocument: trusted.document,
      PermissionsBoundary: when('HasBoundary', { Ref: 'PermissionsBoundaryArn' }),
      ...(inline.length > 0 && {
        Policies: inline.map(({ document }, index) => ({
          PolicyName: policies[index]!.name,
          PolicyDocument: document,
        })),
      }),
    },
  }
}

function functionResources(plan: EnginePlan, symbols: readonly Stand[]): Readonly<Record<string, Resource>> {
  const queuePolicy = resourcePolicy('queue', [], symbols)
  const { CROWSNEST_ENGINE: engine, CROWSNEST_STATE: state } = plan.environment
  const withMap = planWith((condition) => condition === 'HasMap')
  return {
    Log: {
      Type: 'AWS::Logs::LogGroup',
      Properties: {
        LogGroupName: substitute(plan.logGroup, symbols),
        RetentionInDays: { Ref: 'LogRetentionDays' },
        KmsKeyId: when('HasLogKey', { Ref: 'LogKeyArn' }),
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      DependsOn: ['EngineServiceRolesPolicy', 'EngineStatePolicy', 'EngineObservabilityPolicy', 'StateBucketPolicy'],
      Properties: {
        FunctionName: substitute(plan.functionName, symbols),
        Description: 'Crowsnest: finds anomalies in metrics. Woken by the schedules of its detectors.',
        Role: { 'Fn::GetAtt': ['EngineRole', 'Arn'] },
        // Lambda looks at the rights of the role when it puts a function into a VPC: what names the policy comes after it, and DependsOn can
        // name no resource that is not always there.
        Tags: [
          {
            Key: 'crowsnest:network',
            Value: when('HasNetwork', { 'Fn::Sub': '${EngineNetworkPolicy}' }, 'none'),
          },
        ],
        Code: {
          S3Bucket: { Ref: 'CodeBucket' },
          S3Key: { Ref: 'CodeKey' },
          S3ObjectVersion: when('HasCodeVersion', { Ref: 'CodeVersion' }),
        },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Architectures: [{ Ref: 'Architecture' }],
        MemorySize: { Ref: 'MemorySize' },
        Timeout: { Ref: 'Timeout' },
        Environment: {
          Variables: {
            CROWSNEST_ENGINE: substitute(engine, symbols),
            CROWSNEST_STATE: substitute(state, symbols),
            CROWSNEST_LOG_LEVEL: { Ref: 'LogLevel' },
            CROWSNEST_CONSOLE_URL: when('HasConsole', { Ref: 'ConsoleUrl' }),
            CROWSNEST_STATE_MACHINE: when('HasMap', substitute(withMap.map!.arn, symbols)),
          },
        },
        LoggingConfig: { LogFormat: 'Text', LogGroup: { Ref: 'Log' } },
        ReservedConcurrentExecutions: when('HasConcurrency', { Ref: 'ReservedConcurrency' }),
        TracingConfig: when('HasTracing', { Mode: 'Active' }),
        VpcConfig: when('HasNetwork', {
          SubnetIds: [{ Ref: 'SubnetA' }, { Ref: 'SubnetB' }],
          SecurityGroupIds: [{ Ref: 'SecurityGroup' }],
        }),
      },
    },
    Schedules: {
      Type: 'AWS::Scheduler::ScheduleGroup',
      Properties: { Name: substitute(plan.scheduleGroup, symbols) },
    },
    LostWakeUps: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: substitute(plan.deadLetterQueue.name, symbols),
        MessageRetentionPeriod: FOURTEEN_DAYS,
        SqsManagedSseEnabled: true,
      },
    },
    LostWakeUpsPolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Metadata: reasons(queuePolicy),
      Properties: { Queues: [{ Ref: 'LostWakeUps' }], PolicyDocument: queuePolicy.document },
    },
  }
}

/** The longest that SQS keeps a message, seconds. */
const FOURTEEN_DAYS = 14 * 24 * 60 * 60

function roleReport(kind: 'engine' | 'scheduler', holds: Holds): RoleReport {
  return planWith(holds).report.roles.find((one) => one.kind === kind)!
}

function resourcePolicy(
  kind: 'bucket' | 'key' | 'queue',
  conditions: readonly string[],
  symbols: readonly Stand[],
  always: readonly string[] = [],
): TemplatePolicy {
  const plan = (holds: Holds): PolicyText =>
    planWith((condition) => always.includes(condition) || holds(condition)).report.resourcePolicies.find(
      (one) => one.kind === kind,
    )!
  return decideText(conditions, plan, symbols)
}

function reasons(policy: TemplatePolicy): Readonly<Record<string, unknown>> {
  return { Crowsnest: { Policies: policy.reasons } }
}

function outputs(): Readonly<Record<string, Output>> {
  return {
    ...shared('FunctionArn', 'ARN of the function.', { 'Fn::GetAtt': ['Function', 'Arn'] }),
    ...shared('RoleArn', 'ARN of the role that the engine runs with, which service roles trust.', {
      'Fn::GetAtt': ['EngineRole', 'Arn'],
    }),
    ...shared('SchedulerRoleArn', 'ARN of the role of the schedules.', { 'Fn::GetAtt': ['SchedulerRole', 'Arn'] }),
    ...shared('ScheduleGroup', 'Group of the schedules.', { Ref: 'Schedules' }),
    ...shared('DeadLetterQueueArn', 'ARN of the queue of wake-ups that could not be delivered.', {
      'Fn::GetAtt': ['LostWakeUps', 'Arn'],
    }),
    StateBucket: {
      Description: 'Bucket of the state, which stays when the stack is deleted.',
      Value: { Ref: 'StateBucket' },
    },
    LogGroup: { Description: 'Log of the engine.', Value: { Ref: 'Log' } },
    AlarmTopicArn: {
      Description: 'Topic that alarms tell.',
      Condition: 'HasAlarms',
      Value: when('GivesTopic', { Ref: 'AlarmTopicArn' }, { Ref: 'AlarmTopic' }),
    },
  }
}

/** An output that stacks of detectors take. */
function shared(of: EngineExport, Description: string, Value: unknown): Readonly<Record<string, Output>> {
  return { [of]: { Description, Value, Export: { Name: exportName(of) } } }
}
