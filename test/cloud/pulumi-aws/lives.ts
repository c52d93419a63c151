import { MINISTACK_ACCOUNT } from '../ministack.ts'
import type { Values } from './values.ts'

/** A resource that the test made: its id and what the plugin told of it. */
export interface Living {
  readonly id: string
  readonly state: Values
}

/** Resources that live already, by type. */
export type World = (type: string) => Living

/** Inputs of a resource and what of them is changed later; a value of undefined takes an input back. */
export interface Life {
  readonly type: string
  readonly inputs: (world: World) => Values
  readonly change?: (world: World) => Values
}

/** A zip with one function that answers what it was asked, and fails when asked to. */
export const CODE = archiveOf(`export const handler = async (event) => {
  if (event.fail) throw new Error(event.fail)
  return event
}`)

/** The archive of a function of one file, as the engine hands it over. */
export function archiveOf(source: string): Values {
  return {
    '4dabf18193072939515e22adb298388d': '0def7320c3a5731c473e5ecbe6d01bc7',
    hash: `hash of ${source}`,
    assets: {
      'index.mjs': { '4dabf18193072939515e22adb298388d': 'c44067f5952c0a294b673a41bacd8c17', text: source },
    },
  }
}

const ROLE = 'aws:iam/role:Role'
const BUCKET = 'aws:s3/bucket:Bucket'
const FUNCTION = 'aws:lambda/function:Function'
const QUEUE = 'aws:sqs/queue:Queue'
const TOPIC = 'aws:sns/topic:Topic'
const KEY = 'aws:kms/key:Key'
const VPC = 'aws:ec2/vpc:Vpc'
const SUBNET = 'aws:ec2/subnet:Subnet'
const GATEWAY = 'aws:ec2/internetGateway:InternetGateway'
const TABLE = 'aws:ec2/routeTable:RouteTable'
const GROUP = 'aws:ec2/securityGroup:SecurityGroup'

const tags = { team: 'growth', stage: 'test' }
const otherTags = { team: 'core' }
const policy = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement })
const trust = (service: string): string =>
  policy({ Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action: 'sts:AssumeRole' })
const read = (resource: string): object => ({ Effect: 'Allow', Action: 's3:GetObject', Resource: resource })

/** One life of each type that has a handler, those that others need first. */
export const LIVES: readonly Life[] = [
  {
    type: KEY,
    inputs: () => ({
      description: 'State',
      enableKeyRotation: true,
      policy: policy({
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${MINISTACK_ACCOUNT}:root` },
        Action: 'kms:*',
        Resource: '*',
      }),
      tags,
    }),
    change: () => ({ description: 'The state', enableKeyRotation: false, tags: otherTags }),
  },
  {
    type: 'aws:kms/alias:Alias',
    inputs: (world) => ({ name: 'alias/crowsnest-main', targetKeyId: world(KEY).state['keyId'] }),
  },
  {
    type: ROLE,
    inputs: () => ({
      name: 'engine',
      path: '/crowsnest/us-east-1/main/',
      description: 'Runs detectors.',
      assumeRolePolicy: trust('lambda'),
      permissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess',
      maxSessionDuration: 7200,
      tags,
    }),
    change: () => ({
      description: 'Runs all detectors.',
      assumeRolePolicy: trust('scheduler'),
      permissionsBoundary: undefined,
      tags: otherTags,
    }),
  },
  {
    type: 'aws:iam/rolePolicy:RolePolicy',
    inputs: (world) => ({ name: 'state', role: world(ROLE).id, policy: policy(read('arn:aws:s3:::a/*')) }),
    change: () => ({ policy: policy(read('arn:aws:s3:::b/*')) }),
  },
  {
    type: 'aws:iam/policy:Policy',
    inputs: () => ({ name: 'reader', path: '/crowsnest/', policy: policy(read('arn:aws:s3:::a/*')), tags }),
    change: () => ({ policy: policy(read('arn:aws:s3:::b/*')), tags: otherTags }),
  },
  {
    type: 'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
    inputs: (world) => ({ role: world(ROLE).id, policyArn: world('aws:iam/policy:Policy').id }),
  },
  {
    type: BUCKET,
    inputs: () => ({ bucket: 'crowsnest-main-state', forceDestroy: true, tags }),
    change: () => ({ tags: otherTags }),
  },
  {
    type: 'aws:s3/bucketVersioning:BucketVersioning',
    inputs: (world) => ({ bucket: world(BUCKET).id, versioningConfiguration: { status: 'Enabled' } }),
    change: () => ({ versioningConfiguration: { status: 'Suspended' } }),
  },
  {
    type: 'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
    inputs: (world) => ({
      bucket: world(BUCKET).id,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
    }),
    change: (world) => ({
      rules: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: world(KEY).state['arn'] },
          bucketKeyEnabled: true,
        },
      ],
    }),
  },
  {
    type: 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
    inputs: (world) => ({ bucket: world(BUCKET).id, blockPublicAcls: true, blockPublicPolicy: true }),
    change: () => ({ restrictPublicBuckets: true }),
  },
  {
    type: 'aws:s3/bucketOwnershipControls:BucketOwnershipControls',
    inputs: (world) => ({ bucket: world(BUCKET).id, rule: { objectOwnership: 'BucketOwnerEnforced' } }),
    change: () => ({ rule: { objectOwnership: 'BucketOwnerPreferred' } }),
  },
  {
    type: 'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration',
    inputs: (world) => ({
      bucket: world(BUCKET).id,
      rules: [
        {
          id: 'old',
          status: 'Enabled',
          filter: { prefix: '' },
          noncurrentVersionExpiration: { noncurrentDays: 30 },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
        },
      ],
    }),
    change: () => ({
      rules: [{ id: 'points', status: 'Enabled', filter: { prefix: 'points/' }, expiration: { days: 90 } }],
    }),
  },
  {
    type: 'aws:s3/bucketPolicy:BucketPolicy',
    inputs: (world) => ({ bucket: world(BUCKET).id, policy: policy(insecure(world(BUCKET).id)) }),
    change: (world) => ({
      policy: policy({ ...insecure(world(BUCKET).id), Action: ['s3:GetObject', 's3:PutObject'] }),
    }),
  },
  {
    type: 'aws:s3/bucketObject:BucketObject',
    inputs: (world) => ({ bucket: world(BUCKET).id, key: 'old/detector.json', content: '{}' }),
    change: () => ({ content: '{"interval":"PT1H"}' }),
  },
  {
    type: 'aws:s3/bucketObjectv2:BucketObjectv2',
    inputs: (world) => ({
      bucket: world(BUCKET).id,
      key: 'detectors/revenue/detector.json',
      content: '{}',
      contentType: 'application/json',
      tags,
    }),
    change: () => ({ content: '{"interval":"PT1H"}', tags: otherTags }),
  },
  {
    type: QUEUE,
    inputs: () => ({ name: 'lost', messageRetentionSeconds: 1_209_600, sqsManagedSseEnabled: true, tags }),
    change: () => ({ messageRetentionSeconds: undefined, visibilityTimeoutSeconds: 60, tags: otherTags }),
  },
  {
    type: 'aws:sqs/queuePolicy:QueuePolicy',
    inputs: (world) => ({ queueUrl: world(QUEUE).id, policy: policy(sending(world(QUEUE), 'sqs:SendMessage', 'sns')) }),
    change: (world) => ({ policy: policy(sending(world(QUEUE), 'sqs:SendMessage', 'events')) }),
  },
  {
    type: TOPIC,
    inputs: () => ({ name: 'oncall', displayName: 'On call', tags }),
    change: () => ({ displayName: 'Who is on call', tags: otherTags }),
  },
  {
    type: 'aws:sns/topicPolicy:TopicPolicy',
    inputs: (world) => ({ arn: world(TOPIC).id, policy: policy(sending(world(TOPIC), 'sns:Publish', 'cloudwatch')) }),
    change: (world) => ({ policy: policy(sending(world(TOPIC), 'sns:Publish', 'events')) }),
  },
  {
    type: 'aws:sns/topicSubscription:TopicSubscription',
    inputs: (world) => ({ topic: world(TOPIC).id, protocol: 'sqs', endpoint: world(QUEUE).state['arn'] }),
    change: () => ({ rawMessageDelivery: true }),
  },
  {
    type: 'aws:cloudwatch/logGroup:LogGroup',
    inputs: () => ({ name: '/aws/lambda/crowsnest-main', retentionInDays: 90, tags }),
    change: () => ({ retentionInDays: 30, tags: otherTags }),
  },
  {
    type: 'aws:cloudwatch/metricAlarm:MetricAlarm',
    inputs: (world) => ({
      name: 'crowsnest-main-failed',
      namespace: 'Crowsnest',
      metricName: 'ExecutionsFailed',
      dimensions: { Engine: 'main' },
      comparisonOperator: 'GreaterThanThreshold',
      threshold: 1,
      statistic: 'Sum',
      period: 3600,
      evaluationPeriods: 1,
      alarmActions: [world(TOPIC).id],
      tags,
    }),
    change: () => ({ threshold: 2, alarmDescription: 'Executions fail.', tags: otherTags }),
  },
  {
    type: 'aws:cloudwatch/dashboard:Dashboard',
    inputs: () => ({ dashboardName: 'crowsnest-main', dashboardBody: '{"widgets":[]}' }),
    change: () => ({ dashboardBody: '{"widgets":[],"start":"-P7D"}' }),
  },
  {
    type: FUNCTION,
    inputs: (world) => ({
      name: 'crowsnest-main',
      role: world(ROLE).state['arn'],
      code: CODE,
      handler: 'index.handler',
      runtime: 'nodejs24.x',
      architectures: ['arm64'],
      memorySize: 1769,
      timeout: 30,
      environment: { variables: { CROWSNEST_ENGINE: 'main' } },
      loggingConfig: { logFormat: 'Text', logGroup: '/aws/lambda/crowsnest-main' },
      reservedConcurrentExecutions: 2,
      tags,
    }),
    change: () => ({
      description: 'Finds anomalies.',
      code: archiveOf('export const handler = async (event) => ({ again: event })'),
      environment: { variables: { CROWSNEST_ENGINE: 'main', CROWSNEST_LOG_LEVEL: 'debug' } },
      memorySize: undefined,
      reservedConcurrentExecutions: undefined,
      tags: otherTags,
    }),
  },
  {
    type: 'aws:lambda/permission:Permission',
    inputs: (world) => ({
      action: 'lambda:InvokeFunction',
      function: world(FUNCTION).id,
      principal: 'sns.amazonaws.com',
      sourceArn: world(TOPIC).id,
      sourceAccount: MINISTACK_ACCOUNT,
      statementId: 'from-the-topic',
    }),
  },
  {
    type: 'aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig',
    inputs: (world) => ({
      functionName: world(FUNCTION).id,
      maximumRetryAttempts: 1,
      destinationConfig: { onFailure: { destination: world(QUEUE).state['arn'] } },
    }),
    change: () => ({ maximumRetryAttempts: 0, maximumEventAgeInSeconds: 600 }),
  },
  {
    type: 'aws:lambda/invocation:Invocation',
    inputs: (world) => ({ functionName: world(FUNCTION).id, input: '{"detector":"a"}', lifecycleScope: 'CRUD' }),
    change: () => ({ input: '{"detector":"b"}' }),
  },
  {
    type: 'aws:scheduler/scheduleGroup:ScheduleGroup',
    inputs: () => ({ name: 'crowsnest-main', tags }),
    change: () => ({ tags: otherTags }),
  },
  {
    type: 'aws:scheduler/schedule:Schedule',
    inputs: (world) => ({
      name: 'revenue',
      groupName: world('aws:scheduler/scheduleGroup:ScheduleGroup').id,
      flexibleTimeWindow: { mode: 'OFF' },
      scheduleExpression: 'cron(10 * * * ? *)',
      target: {
        arn: world(FUNCTION).state['arn'],
        roleArn: world(ROLE).state['arn'],
        input: '{"operation":"execute","detector":"revenue"}',
        deadLetterConfig: { arn: world(QUEUE).state['arn'] },
        retryPolicy: { maximumRetryAttempts: 3 },
      },
    }),
    change: () => ({ scheduleExpression: 'cron(15 * * * ? *)', state: 'DISABLED', description: 'Hourly' }),
  },
  {
    type: 'aws:sfn/stateMachine:StateMachine',
    inputs: (world) => ({
      name: 'crowsnest-main-map',
      type: 'STANDARD',
      roleArn: world(ROLE).state['arn'],
      definition: JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } }),
      tags,
    }),
    change: () => ({
      definition: JSON.stringify({ StartAt: 'End', States: { End: { Type: 'Succeed' } } }),
      tags: otherTags,
    }),
  },
  {
    type: 'aws:secretsmanager/secret:Secret',
    inputs: () => ({ name: 'slack', description: 'Where Slack listens.', recoveryWindowInDays: 0, tags }),
    change: () => ({ description: undefined, tags: otherTags }),
  },
  {
    type: 'aws:secretsmanager/secretVersion:SecretVersion',
    inputs: (world) => ({ secretId: world('aws:secretsmanager/secret:Secret').id, secretString: '{"url":"x"}' }),
  },
  {
    type: VPC,
    inputs: () => ({ cidrBlock: '10.0.0.0/16', enableDnsHostnames: true, tags }),
    change: () => ({ enableDnsHostnames: false, tags: otherTags }),
  },
  {
    type: SUBNET,
    inputs: (world) => ({ vpcId: world(VPC).id, cidrBlock: '10.0.1.0/24', availabilityZone: 'us-east-1a', tags }),
    change: () => ({ mapPublicIpOnLaunch: true, tags: otherTags }),
  },
  { type: GATEWAY, inputs: (world) => ({ vpcId: world(VPC).id, tags }), change: () => ({ tags: otherTags }) },
  { type: 'aws:ec2/eip:Eip', inputs: () => ({ domain: 'vpc', tags }), change: () => ({ tags: otherTags }) },
  {
    type: 'aws:ec2/natGateway:NatGateway',
    inputs: (world) => ({ allocationId: world('aws:ec2/eip:Eip').id, subnetId: world(SUBNET).id, tags }),
    change: () => ({ tags: otherTags }),
  },
  { type: TABLE, inputs: (world) => ({ vpcId: world(VPC).id, tags }), change: () => ({ tags: otherTags }) },
  {
    type: 'aws:ec2/route:Route',
    inputs: (world) => ({
      routeTableId: world(TABLE).id,
      destinationCidrBlock: '0.0.0.0/0',
      gatewayId: world(GATEWAY).id,
    }),
    change: (world) => ({ gatewayId: undefined, natGatewayId: world('aws:ec2/natGateway:NatGateway').id }),
  },
  {
    type: 'aws:ec2/routeTableAssociation:RouteTableAssociation',
    inputs: (world) => ({ routeTableId: world(TABLE).id, subnetId: world(SUBNET).id }),
  },
  {
    type: GROUP,
    inputs: (world) => ({ name: 'engine', description: 'The engine', vpcId: world(VPC).id, tags }),
    change: () => ({ tags: otherTags }),
  },
  {
    type: 'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup',
    inputs: (world) => ({ vpcId: world(VPC).id, ingress: [], egress: [], tags }),
    change: () => ({
      ingress: [{ protocol: '-1', fromPort: 0, toPort: 0, self: true, cidrBlocks: ['10.0.1.0/24', '10.0.0.0/24'] }],
      egress: [{ protocol: 'tcp', fromPort: 443, toPort: 443, cidrBlocks: ['10.0.0.0/16'], description: 'To AWS' }],
      tags: otherTags,
    }),
  },
  {
    type: 'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule',
    inputs: (world) => ({
      securityGroupId: world(GROUP).id,
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      cidrIpv4: '10.0.0.0/16',
      tags,
    }),
    change: () => ({ description: 'To AWS', tags: otherTags }),
  },
  {
    type: 'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule',
    inputs: (world) => ({
      securityGroupId: world(GROUP).id,
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      referencedSecurityGroupId: world(GROUP).id,
    }),
    change: () => ({ toPort: 444 }),
  },
  {
    type: 'aws:ec2/vpcEndpoint:VpcEndpoint',
    inputs: (world) => ({
      vpcId: world(VPC).id,
      serviceName: 'com.amazonaws.us-east-1.s3',
      routeTableIds: [world(TABLE).id],
      policy: policy({ ...read('arn:aws:s3:::a/*'), Principal: '*' }),
      tags,
    }),
    change: () => ({ policy: policy({ ...read('arn:aws:s3:::b/*'), Principal: '*' }), tags: otherTags }),
  },
]

function insecure(bucket: string): object {
  return {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'maybe' } },
  }
}

function sending({ state }: Living, Action: string, service: string): object {
  return { Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action, Resource: state['arn'] }
}
