import { LOG_LEVELS, LOG_RETENTION_DAYS } from '../../plans/index.ts'
import {
  BUCKET_PATTERN,
  given,
  nameParameter,
  optionalArn,
  optionalKey,
  PARAMETERS,
  saysYes,
  switchParameter,
} from './parameters.ts'
import type { Parameter, Template } from './template.ts'

/** Parameters of the template of an engine. */
export const ENGINE_PARAMETERS: Readonly<Record<string, Parameter>> = {
  EngineName: PARAMETERS.EngineName,
  CodeBucket: nameParameter('Bucket of this region with the code of the function', BUCKET_PATTERN),
  CodeKey: nameParameter(
    'Key of the code in it: engine.zip of the release. Another key for each release, or nothing is updated',
    '[^*?]{1,1024}',
    { Default: 'crowsnest/engine.zip' },
  ),
  CodeVersion: {
    Type: 'String',
    Description: 'Version of the object of the code, where the bucket keeps versions. Empty for the newest.',
    Default: '',
    AllowedPattern: '[a-zA-Z0-9._-]{0,1024}',
  },
  StateBucketName: {
    Type: 'String',
    Description:
      'Name of the bucket of the state, which is made. Empty for crowsnest- with engine, account and region.',
    Default: '',
    AllowedPattern: `(${BUCKET_PATTERN})?`,
  },
  CreateStateKey: switchParameter('Whether a KMS key is made for the state.', false),
  StateKeyArn: optionalKey('of the state, an existing one'),
  ReaderArn: optionalArn(
    'Role or user of people who may see the state beside the engine',
    'iam::\\d{12}:(role|user)/[\\w+=,.@/-]+',
  ),
  MemorySize: number('Memory of the function in MB, and with it its processing power.', 1769, 128, 10_240),
  Timeout: number('Longest time of an invocation in seconds.', 900, 30, 900),
  ReservedConcurrency: number(
    'Executions of the function at a time that are reserved for it; -1 for no reservation.',
    -1,
    -1,
    1_000_000,
  ),
  Architecture: {
    Type: 'String',
    Description: 'Processor of the function.',
    Default: 'arm64',
    AllowedValues: ['arm64', 'x86_64'],
  },
  LogLevel: {
    Type: 'String',
    Description: 'How much the log of the engine tells.',
    Default: 'info',
    AllowedValues: LOG_LEVELS,
  },
  LogRetentionDays: {
    Type: 'Number',
    Description: 'Days for which the log is kept.',
    Default: 90,
    AllowedValues: LOG_RETENTION_DAYS.filter((days) => days > 0),
  },
  LogKeyArn: optionalKey('of the log'),
  Tracing: switchParameter('Whether the engine sends traces to X-Ray.', false),
  Map: switchParameter('Whether large detectors run on the state machine of engine-map.yml.', false),
  ConsoleUrl: {
    Type: 'String',
    Description: 'Address of the review page, for the links in alerts. Empty for none.',
    Default: '',
    AllowedPattern: '(https?://.+)?',
  },
  SubnetA: id(
    'Private subnet of the engine, where it runs in a VPC: the output PrivateSubnetA of vpc-network.yml',
    'subnet',
  ),
  SubnetB: id('Second private subnet, in another zone', 'subnet'),
  SecurityGroup: id('Security group of the engine, where it runs in a VPC', 'sg'),
  PermissionsBoundaryArn: optionalArn('Permissions boundary of the roles', 'iam::\\d{12}:policy/[\\w+=,.@/-]+'),
  Alarms: switchParameter('Whether alarms watch the health of the engine, and a dashboard shows it.', true),
  AlarmTopicArn: optionalArn('Existing topic that alarms tell', 'sns:[a-z0-9-]+:\\d{12}:[\\w-]{1,256}'),
  AlarmEmail: {
    Type: 'String',
    Description: 'Address that is told of alarms; it gets a letter to confirm. Empty for none. Not with AlarmTopicArn.',
    Default: '',
    AllowedPattern: '([^@\\s]+@[^@\\s]+)?',
    ConstraintDescription: 'Give an address, or leave it empty.',
  },
}

/** Conditions of the template of an engine, which are about its parameters alone. */
export const ENGINE_CONDITIONS = {
  HasCodeVersion: given('CodeVersion'),
  NamesStateBucket: given('StateBucketName'),
  CreatesStateKey: saysYes('CreateStateKey'),
  GivesStateKey: given('StateKeyArn'),
  HasStateKey: { 'Fn::Or': [{ Condition: 'CreatesStateKey' }, { Condition: 'GivesStateKey' }] },
  HasReader: given('ReaderArn'),
  HasConcurrency: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'ReservedConcurrency' }, '-1'] }] },
  HasLogKey: given('LogKeyArn'),
  HasTracing: saysYes('Tracing'),
  HasMap: saysYes('Map'),
  HasConsole: given('ConsoleUrl'),
  HasNetwork: { 'Fn::And': [given('SubnetA'), given('SubnetB'), given('SecurityGroup')] },
  HasBoundary: given('PermissionsBoundaryArn'),
  HasAlarms: saysYes('Alarms'),
  GivesTopic: given('AlarmTopicArn'),
  MakesTopic: { 'Fn::And': [{ Condition: 'HasAlarms' }, { 'Fn::Not': [{ Condition: 'GivesTopic' }] }] },
  HasAlarmEmail: { 'Fn::And': [{ Condition: 'MakesTopic' }, given('AlarmEmail')] },
} as const

/** What has to hold of the parameters together. */
export const ENGINE_RULES: Template['Rules'] = {
  OneKey: {
    RuleCondition: saysYes('CreateStateKey'),
    Assertions: [
      {
        Assert: { 'Fn::Equals': [{ Ref: 'StateKeyArn' }, ''] },
        AssertDescription: 'Give StateKeyArn, or have a key made with CreateStateKey, not both.',
      },
    ],
  },
  WholeNetwork: {
    RuleCondition: given('SubnetA'),
    Assertions: [
      { Assert: given('SubnetB'), AssertDescription: 'Give SubnetB too: a VPC takes two zones.' },
      { Assert: given('SecurityGroup'), AssertDescription: 'Give SecurityGroup too.' },
    ],
  },
}

function number(Description: string, byDefault: number, MinValue: number, MaxValue: number): Parameter {
  return { Type: 'Number', Description, Default: byDefault, MinValue, MaxValue }
}

function id(what: string, prefix: string): Parameter {
  return {
    Type: 'String',
    Description: `${what}. Empty for none.`,
    Default: '',
    AllowedPattern: `(${prefix}-([0-9a-f]{8}|[0-9a-f]{17}))?`,
  }
}
