import { isJsonRecord, type JsonRecord, type JsonValue } from './json.ts'

/** How a resource type of Pulumi is written in CloudFormation. */
export interface CloudFormationType {
  readonly type: string
  /** CloudFormation's names where they are not ours with a capital, by path: `name`, `rules[].id`. */
  readonly rename?: Readonly<Record<string, string>>
  /** Inputs that CloudFormation has no property for. */
  readonly drop?: readonly string[]
  /** Last changes, on the properties as CloudFormation names them. */
  readonly finish?: (properties: JsonRecord) => JsonRecord
}

/** Types that CloudFormation has no resource for: they are checked by `checkInputs` alone. */
export const NOT_IN_CLOUDFORMATION: ReadonlySet<string> = new Set([
  'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup',
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
  'aws:lambda/invocation:Invocation',
  'aws:s3/bucketObject:BucketObject',
  'aws:s3/bucketObjectv2:BucketObjectv2',
])

const AWS_S3_BUCKET = 'AWS::S3::Bucket'

/** Resources that CloudFormation has as properties of their bucket. */
const ofBucket = (finish: (properties: JsonRecord) => JsonRecord, ...drop: readonly string[]): CloudFormationType => ({
  type: AWS_S3_BUCKET,
  rename: { bucket: 'BucketName' },
  drop: ['region', ...drop],
  finish,
})

/** CloudFormation's form of each resource type that our components create. */
export const CLOUDFORMATION_TYPES: Readonly<Record<string, CloudFormationType>> = {
  'aws:appflow/flow:Flow': {
    type: 'AWS::AppFlow::Flow',
    rename: {
      name: 'FlowName',
      kmsArn: 'KMSArn',
      destinationFlowConfigs: 'DestinationFlowConfigList',
      'destinationFlowConfigs[].destinationConnectorProperties.s3.s3OutputFormatConfig.prefixConfig.prefixHierarchies':
        'PathPrefixHierarchy',
    },
    drop: ['region'],
    finish: finishFlow,
  },
  'aws:athena/workgroup:Workgroup': {
    type: 'AWS::Athena::WorkGroup',
    rename: {
      configuration: 'WorkGroupConfiguration',
      'configuration.enforceWorkgroupConfiguration': 'EnforceWorkGroupConfiguration',
    },
    drop: ['region', 'forceDestroy'],
  },
  'aws:cloudwatch/dashboard:Dashboard': {
    type: 'AWS::CloudWatch::Dashboard',
    drop: ['region'],
    finish: (properties) => ({ ...properties, DashboardBody: JSON.stringify(properties['DashboardBody']) }),
  },
  'aws:cloudwatch/logGroup:LogGroup': {
    type: 'AWS::Logs::LogGroup',
    rename: { name: 'LogGroupName' },
    drop: ['region', 'skipDestroy', 'namePrefix'],
  },
  'aws:cloudwatch/metricAlarm:MetricAlarm': {
    type: 'AWS::CloudWatch::Alarm',
    rename: {
      name: 'AlarmName',
      okActions: 'OKActions',
      evaluateLowSampleCountPercentiles: 'EvaluateLowSampleCountPercentile',
      metricQueries: 'Metrics',
      'metricQueries[].metric': 'MetricStat',
    },
    drop: ['region'],
    finish: finishAlarm,
  },
  'aws:ec2/eip:Eip': { type: 'AWS::EC2::EIP', rename: { instance: 'InstanceId' }, drop: ['region'] },
  'aws:ec2/internetGateway:InternetGateway': { type: 'AWS::EC2::InternetGateway', drop: ['region', 'vpcId'] },
  'aws:ec2/natGateway:NatGateway': { type: 'AWS::EC2::NatGateway', drop: ['region'] },
  'aws:ec2/route:Route': { type: 'AWS::EC2::Route', drop: ['region'] },
  'aws:ec2/routeTable:RouteTable': { type: 'AWS::EC2::RouteTable', drop: ['region', 'routes'] },
  'aws:ec2/routeTableAssociation:RouteTableAssociation': {
    type: 'AWS::EC2::SubnetRouteTableAssociation',
    drop: ['region', 'gatewayId'],
  },
  'aws:ec2/securityGroup:SecurityGroup': {
    type: 'AWS::EC2::SecurityGroup',
    rename: { name: 'GroupName', description: 'GroupDescription' },
    drop: ['region', 'revokeRulesOnDelete', 'namePrefix', 'ingress', 'egress'],
  },
  'aws:ec2/subnet:Subnet': { type: 'AWS::EC2::Subnet', drop: ['region'] },
  'aws:ec2/vpc:Vpc': { type: 'AWS::EC2::VPC', drop: ['region'] },
  'aws:ec2/vpcEndpoint:VpcEndpoint': {
    type: 'AWS::EC2::VPCEndpoint',
    rename: { policy: 'PolicyDocument' },
    drop: ['region', 'autoAccept'],
  },
  'aws:iam/policy:Policy': {
    type: 'AWS::IAM::ManagedPolicy',
    rename: { name: 'ManagedPolicyName', policy: 'PolicyDocument' },
    drop: ['namePrefix', 'delayAfterPolicyCreationInMs'],
    finish: (policy) => without(policy, 'Tags'),
  },
  'aws:iam/role:Role': {
    type: 'AWS::IAM::Role',
    rename: {
      name: 'RoleName',
      assumeRolePolicy: 'AssumeRolePolicyDocument',
      inlinePolicies: 'Policies',
      'inlinePolicies[].name': 'PolicyName',
      'inlinePolicies[].policy': 'PolicyDocument',
    },
    drop: ['namePrefix', 'forceDetachPolicies'],
  },
  'aws:iam/rolePolicy:RolePolicy': {
    type: 'AWS::IAM::RolePolicy',
    rename: { name: 'PolicyName', policy: 'PolicyDocument', role: 'RoleName' },
    drop: ['namePrefix'],
    // CloudFormation's schema takes this one document as an object alone; others may be text.
    finish: (properties) => withDocument(properties, 'PolicyDocument'),
  },
  'aws:kms/alias:Alias': { type: 'AWS::KMS::Alias', rename: { name: 'AliasName' }, drop: ['region', 'namePrefix'] },
  'aws:kms/key:Key': {
    type: 'AWS::KMS::Key',
    rename: {
      policy: 'KeyPolicy',
      isEnabled: 'Enabled',
      deletionWindowInDays: 'PendingWindowInDays',
      customerMasterKeySpec: 'KeySpec',
    },
    drop: ['region', 'xksKeyId', 'customKeyStoreId'],
  },
  'aws:lambda/function:Function': {
    type: 'AWS::Lambda::Function',
    rename: { name: 'FunctionName', 'vpcConfig.ipv6AllowedForDualStack': 'Ipv6AllowedForDualStack' },
    drop: ['region', 'publish', 'skipDestroy', 'sourceCodeHash', 's3Bucket', 's3Key', 's3ObjectVersion', 'imageUri'],
    finish: (properties) => ({ ...properties, Code: { S3Bucket: 'code-of-the-function', S3Key: 'code.zip' } }),
  },
  'aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig': {
    type: 'AWS::Lambda::EventInvokeConfig',
    drop: ['region'],
    finish: (properties) => ({ Qualifier: '$LATEST', ...properties }),
  },
  'aws:lambda/permission:Permission': {
    type: 'AWS::Lambda::Permission',
    rename: { function: 'FunctionName', principalOrgId: 'PrincipalOrgID' },
    drop: ['region', 'statementId', 'statementIdPrefix', 'qualifier'],
  },
  'aws:rds/instance:Instance': {
    type: 'AWS::RDS::DBInstance',
    rename: {
      identifier: 'DBInstanceIdentifier',
      instanceClass: 'DBInstanceClass',
      dbName: 'DBName',
      username: 'MasterUsername',
      dbSubnetGroupName: 'DBSubnetGroupName',
      vpcSecurityGroupIds: 'VPCSecurityGroups',
    },
    drop: ['region'],
    finish: (instance) => textual(instance, 'AllocatedStorage'),
  },
  'aws:rds/subnetGroup:SubnetGroup': {
    type: 'AWS::RDS::DBSubnetGroup',
    rename: { name: 'DBSubnetGroupName', description: 'DBSubnetGroupDescription' },
    drop: ['region', 'namePrefix'],
    // The provider has a default for it.
    finish: (group) => ({ DBSubnetGroupDescription: 'Managed by Pulumi', ...group }),
  },
  'aws:s3/bucket:Bucket': {
    type: AWS_S3_BUCKET,
    rename: { bucket: 'BucketName' },
    drop: ['region', 'forceDestroy', 'bucketPrefix'],
  },
  'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration': ofBucket(
    finishLifecycle,
    'expectedBucketOwner',
    'transitionDefaultMinimumObjectSize',
  ),
  'aws:s3/bucketOwnershipControls:BucketOwnershipControls': ofBucket(({ BucketName, Rule }) => ({
    BucketName: BucketName!,
    OwnershipControls: { Rules: [Rule!] },
  })),
  'aws:s3/bucketPolicy:BucketPolicy': {
    type: 'AWS::S3::BucketPolicy',
    rename: { policy: 'PolicyDocument' },
    drop: ['region'],
  },
  'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock': ofBucket(
    ({ BucketName, ...block }) => ({
      BucketName: BucketName!,
      PublicAccessBlockConfiguration: block,
    }),
    'skipDestroy',
  ),
  'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration': {
    ...ofBucket(
      ({ BucketName, Rules }) => ({
        BucketName: BucketName!,
        BucketEncryption: { ServerSideEncryptionConfiguration: Rules! },
      }),
      'expectedBucketOwner',
    ),
    rename: {
      bucket: 'BucketName',
      'rules[].applyServerSideEncryptionByDefault': 'ServerSideEncryptionByDefault',
      'rules[].applyServerSideEncryptionByDefault.sseAlgorithm': 'SSEAlgorithm',
      'rules[].applyServerSideEncryptionByDefault.kmsMasterKeyId': 'KMSMasterKeyID',
    },
  },
  'aws:s3/bucketVersioning:BucketVersioning': ofBucket(
    (properties) => ({
      BucketName: properties['BucketName']!,
      VersioningConfiguration: without(properties['VersioningConfiguration'] as JsonRecord, 'MfaDelete'),
    }),
    'expectedBucketOwner',
    'mfa',
  ),
  'aws:scheduler/schedule:Schedule': {
    type: 'AWS::Scheduler::Schedule',
    drop: ['region', 'namePrefix', 'actionAfterCompletion'],
  },
  'aws:scheduler/scheduleGroup:ScheduleGroup': {
    type: 'AWS::Scheduler::ScheduleGroup',
    drop: ['region', 'namePrefix'],
  },
  'aws:secretsmanager/secret:Secret': {
    type: 'AWS::SecretsManager::Secret',
    drop: ['region', 'namePrefix', 'recoveryWindowInDays', 'forceOverwriteReplicaSecret', 'policy'],
  },
  'aws:sfn/stateMachine:StateMachine': {
    type: 'AWS::StepFunctions::StateMachine',
    rename: { name: 'StateMachineName', type: 'StateMachineType' },
    drop: ['region', 'namePrefix', 'publish'],
  },
  'aws:secretsmanager/secretVersion:SecretVersion': {
    type: 'AWS::SecretsManager::Secret',
    rename: { secretId: 'Name' },
    drop: ['region', 'secretBinary', 'secretStringWo', 'secretStringWoVersion', 'versionStages'],
    finish: ({ SecretString }) => (SecretString === undefined ? {} : { SecretString }),
  },
  'aws:sns/topic:Topic': {
    type: 'AWS::SNS::Topic',
    rename: { name: 'TopicName' },
    drop: ['region', 'namePrefix', 'policy', 'deliveryPolicy'],
    finish: (properties) => textual(properties, 'SignatureVersion'),
  },
  'aws:sns/topicPolicy:TopicPolicy': {
    type: 'AWS::SNS::TopicPolicy',
    rename: { arn: 'Topics', policy: 'PolicyDocument' },
    drop: ['region'],
    finish: (properties) => ({ ...properties, Topics: [properties['Topics']!] }),
  },
  'aws:sns/topicSubscription:TopicSubscription': {
    type: 'AWS::SNS::Subscription',
    rename: { topic: 'TopicArn' },
    drop: ['region', 'confirmationTimeoutInMinutes', 'endpointAutoConfirms'],
  },
  'aws:sqs/queue:Queue': {
    type: 'AWS::SQS::Queue',
    rename: {
      name: 'QueueName',
      maxMessageSize: 'MaximumMessageSize',
      messageRetentionSeconds: 'MessageRetentionPeriod',
      receiveWaitTimeSeconds: 'ReceiveMessageWaitTimeSeconds',
      visibilityTimeoutSeconds: 'VisibilityTimeout',
      sqsManagedSseEnabled: 'SqsManagedSseEnabled',
    },
    drop: ['region', 'namePrefix', 'policy'],
  },
  'aws:sqs/queuePolicy:QueuePolicy': {
    type: 'AWS::SQS::QueuePolicy',
    rename: { policy: 'PolicyDocument', queueUrl: 'Queues' },
    drop: ['region'],
    finish: (properties) => ({ ...properties, Queues: [properties['Queues']!] }),
  },
  'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule': {
    type: 'AWS::EC2::SecurityGroupEgress',
    rename: {
      securityGroupId: 'GroupId',
      cidrIpv4: 'CidrIp',
      cidrIpv6: 'CidrIpv6',
      prefixListId: 'DestinationPrefixListId',
      referencedSecurityGroupId: 'DestinationSecurityGroupId',
    },
    drop: ['region', 'tags'],
  },
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule': {
    type: 'AWS::EC2::SecurityGroupIngress',
    rename: {
      securityGroupId: 'GroupId',
      cidrIpv4: 'CidrIp',
      cidrIpv6: 'CidrIpv6',
      prefixListId: 'SourcePrefixListId',
      referencedSecurityGroupId: 'SourceSecurityGroupId',
    },
    drop: ['region', 'tags'],
  },
}

function without(properties: JsonRecord, ...names: readonly string[]): JsonRecord {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)))
}

function textual(properties: JsonRecord, name: string): JsonRecord {
  return properties[name] === undefined ? properties : { ...properties, [name]: String(properties[name]) }
}

/** CloudFormation has lists of name and value where Pulumi has a map, and metric's name and dimensions one level deeper. */
function finishAlarm(alarm: JsonRecord): JsonRecord {
  const metrics = (alarm['Metrics'] as readonly JsonRecord[] | undefined)?.map((query) => {
    if (!isJsonRecord(query['MetricStat'])) return query
    const { MetricName, Namespace, Dimensions, ...stat } = query['MetricStat']
    const metric = present({ MetricName, Namespace, Dimensions: dimensionList(Dimensions) })
    return { ...query, MetricStat: { ...stat, Metric: metric } }
  })
  return present({ ...alarm, Dimensions: dimensionList(alarm['Dimensions']), Metrics: metrics })
}

/** CloudFormation has one operator and a list of properties in a task, and the schedule one level higher. */
function finishFlow(flow: JsonRecord): JsonRecord {
  const trigger = flow['TriggerConfig'] as JsonRecord
  const properties = trigger['TriggerProperties']
  return {
    ...flow,
    Tasks: ((flow['Tasks'] ?? []) as readonly JsonRecord[]).map(({ ConnectorOperators, TaskProperties, ...task }) => ({
      ...task,
      ...(Array.isArray(ConnectorOperators) && { ConnectorOperator: ConnectorOperators[0] as JsonValue }),
      TaskProperties: Object.entries((TaskProperties ?? {}) as JsonRecord).map(([Key, Value]) => ({ Key, Value })),
    })),
    TriggerConfig: { ...trigger, ...(isJsonRecord(properties) && { TriggerProperties: properties['Scheduled']! }) },
  }
}

function dimensionList(dimensions: JsonValue | undefined): JsonValue | undefined {
  return isJsonRecord(dimensions) ? Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })) : undefined
}

function present(properties: Readonly<Record<string, JsonValue | undefined>>): JsonRecord {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

function finishLifecycle({ BucketName, Rules }: JsonRecord): JsonRecord {
  const rules = (Rules as readonly JsonRecord[] | undefined) ?? []
  return { BucketName: BucketName!, LifecycleConfiguration: { Rules: rules.map(lifecycleRule) } }
}

/** CloudFormation has the filter's and the expiration's fields in the rule itself. */
function lifecycleRule({ Filter, Expiration, ...rule }: JsonRecord): JsonRecord {
  const filter = isJsonRecord(Filter) ? (isJsonRecord(Filter['And']) ? Filter['And'] : Filter) : {}
  const { Prefix, Tag, Tags, ObjectSizeGreaterThan, ObjectSizeLessThan } = filter
  const expiration = isJsonRecord(Expiration) ? Expiration : {}
  return present({
    ...rule,
    Prefix: Prefix === '' ? undefined : Prefix,
    TagFilters: Tag === undefined ? Tags : [Tag],
    ObjectSizeGreaterThan: ObjectSizeGreaterThan === undefined ? undefined : String(ObjectSizeGreaterThan),
    ObjectSizeLessThan: ObjectSizeLessThan === undefined ? undefined : String(ObjectSizeLessThan),
    ExpirationInDays: expiration['Days'],
    ExpirationDate: expiration['Date'],
    ExpiredObjectDeleteMarker: expiration['ExpiredObjectDeleteMarker'],
  })
}

/** A policy given as JSON text, as the object that it says. */
function withDocument(properties: JsonRecord, key: string): JsonRecord {
  const text = properties[key]
  return typeof text === 'string' && text.startsWith('{')
    ? { ...properties, [key]: JSON.parse(text) as JsonValue }
    : properties
}
