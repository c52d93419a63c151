const ACCOUNT = '123456789012'
const arn = (service: string, resource: string): string => `arn:aws:${service}:us-east-1:${ACCOUNT}:${resource}`
const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`
const policy = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement })
const tags = { team: 'growth' }

const FUNCTION = 'crowsnest-main'
const KEY = arn('kms', 'key/1234abcd-12ab-34cd-56ef-1234567890ab')
const QUEUE = arn('sqs', 'crowsnest-main-lost')
const TOPIC = arn('sns', 'oncall')
const BUCKET = { bucket: 'crowsnest-main-123456789012' }

/** Inputs of each resource type that AWS takes, as full as our components' are. */
export const GOOD_INPUTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'aws:appflow/flow:Flow': {
    name: 'opportunities',
    description: 'Delivers records for a detector.',
    kmsArn: KEY,
    sourceFlowConfig: {
      connectorType: 'Salesforce',
      connectorProfileName: 'acme',
      incrementalPullConfig: { datetimeTypeFieldName: 'CreatedDate' },
      sourceConnectorProperties: { salesforce: { object: 'Opportunity' } },
    },
    destinationFlowConfigs: [
      {
        connectorType: 'S3',
        destinationConnectorProperties: {
          s3: {
            bucketName: 'acme-flows',
            bucketPrefix: 'sales',
            s3OutputFormatConfig: {
              fileType: 'JSON',
              prefixConfig: { prefixType: 'FILENAME', prefixHierarchies: ['EXECUTION_ID'] },
              aggregationConfig: { aggregationType: 'None' },
            },
          },
        },
      },
    ],
    tasks: [
      {
        taskType: 'Map_all',
        connectorOperators: [{ salesforce: 'NO_OP' }],
        sourceFields: [],
        taskProperties: { EXCLUDE_SOURCE_FIELDS_LIST: '[]' },
      },
    ],
    triggerConfig: {
      triggerType: 'Scheduled',
      triggerProperties: { scheduled: { scheduleExpression: 'rate(1hours)', dataPullMode: 'Incremental' } },
    },
    tags,
  },
  'aws:athena/workgroup:Workgroup': {
    name: 'crowsnest-views',
    configuration: {
      enforceWorkgroupConfiguration: true,
      bytesScannedCutoffPerQuery: 1_000_000_000,
      resultConfiguration: { outputLocation: 's3://acme-results/crowsnest/' },
    },
    tags,
  },
  'aws:cloudwatch/dashboard:Dashboard': { dashboardName: FUNCTION, dashboardBody: '{"widgets":[]}' },
  'aws:cloudwatch/logGroup:LogGroup': {
    name: `/aws/lambda/${FUNCTION}`,
    retentionInDays: 90,
    kmsKeyId: KEY,
    logGroupClass: 'STANDARD',
    tags,
  },
  'aws:cloudwatch/metricAlarm:MetricAlarm': {
    name: 'crowsnest-main-failed',
    alarmDescription: 'Executions fail.',
    namespace: 'Crowsnest',
    metricName: 'ExecutionsFailed',
    dimensions: { Engine: 'main' },
    comparisonOperator: 'GreaterThanThreshold',
    threshold: 1,
    statistic: 'Sum',
    period: 3600,
    evaluationPeriods: 1,
    treatMissingData: 'notBreaching',
    alarmActions: [TOPIC],
    okActions: [TOPIC],
    tags,
  },
  'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup': { vpcId: 'vpc-0a1b2c3d', ingress: [], egress: [], tags },
  'aws:ec2/eip:Eip': { domain: 'vpc', tags },
  'aws:ec2/internetGateway:InternetGateway': { vpcId: 'vpc-0a1b2c3d', tags },
  'aws:ec2/natGateway:NatGateway': { allocationId: 'eipalloc-0a1b2c3d', subnetId: 'subnet-0a1b2c3d', tags },
  'aws:ec2/route:Route': {
    routeTableId: 'rtb-0a1b2c3d',
    destinationCidrBlock: '0.0.0.0/0',
    gatewayId: 'igw-0a1b2c3d',
  },
  'aws:ec2/routeTable:RouteTable': { vpcId: 'vpc-0a1b2c3d', tags },
  'aws:ec2/routeTableAssociation:RouteTableAssociation': {
    routeTableId: 'rtb-0a1b2c3d',
    subnetId: 'subnet-0a1b2c3d',
  },
  'aws:ec2/securityGroup:SecurityGroup': {
    name: FUNCTION,
    description: 'The engine of Crowsnest.',
    vpcId: 'vpc-0a1b2c3d',
    tags,
  },
  'aws:ec2/subnet:Subnet': {
    vpcId: 'vpc-0a1b2c3d',
    cidrBlock: '10.0.1.0/24',
    availabilityZone: 'us-east-1a',
    mapPublicIpOnLaunch: false,
    tags,
  },
  'aws:ec2/vpc:Vpc': { cidrBlock: '10.0.0.0/16', enableDnsHostnames: true, enableDnsSupport: true, tags },
  'aws:ec2/vpcEndpoint:VpcEndpoint': {
    vpcId: 'vpc-0a1b2c3d',
    serviceName: 'com.amazonaws.us-east-1.s3',
    vpcEndpointType: 'Gateway',
    routeTableIds: ['rtb-0a1b2c3d'],
    policy: policy({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::metrics/*' }),
    tags,
  },
  'aws:iam/policy:Policy': {
    name: 'crowsnest-main-reader',
    path: '/crowsnest/us-east-1/main/',
    description: 'Reads.',
    policy: policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::metrics/*' }),
    tags,
  },
  'aws:iam/role:Role': {
    name: 'engine',
    path: '/crowsnest/us-east-1/main/',
    description: 'Runs detectors.',
    assumeRolePolicy: policy({
      Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
    }),
    permissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/boundary`,
    maxSessionDuration: 3600,
    tags,
  },
  'aws:iam/rolePolicy:RolePolicy': {
    name: 'state',
    role: 'engine',
    policy: policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::metrics/*' }),
  },
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment': {
    role: 'engine',
    policyArn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
  },
  'aws:kms/alias:Alias': { name: 'alias/crowsnest-main', targetKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab' },
  'aws:kms/key:Key': {
    description: 'State of the engine.',
    enableKeyRotation: true,
    deletionWindowInDays: 30,
    policy: policy({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'kms:*',
      Resource: '*',
    }),
    tags,
  },
  'aws:lambda/function:Function': {
    name: FUNCTION,
    description: 'Finds anomalies.',
    role: role('engine'),
    code: { __pulumiArchive: true },
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    architectures: ['arm64'],
    memorySize: 1769,
    timeout: 900,
    environment: { variables: { CROWSNEST_ENGINE: 'main' } },
    loggingConfig: { logFormat: 'Text', logGroup: `/aws/lambda/${FUNCTION}` },
    reservedConcurrentExecutions: 5,
    tracingConfig: { mode: 'Active' },
    vpcConfig: { subnetIds: ['subnet-0a1b2c3d'], securityGroupIds: ['sg-0a1b2c3d'] },
    tags,
  },
  'aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig': {
    functionName: FUNCTION,
    maximumRetryAttempts: 2,
    maximumEventAgeInSeconds: 3600,
    destinationConfig: { onFailure: { destination: QUEUE } },
  },
  'aws:lambda/invocation:Invocation': {
    functionName: FUNCTION,
    input: '{"operation":"activate","detector":"revenue"}',
    lifecycleScope: 'CRUD',
  },
  'aws:lambda/permission:Permission': {
    action: 'lambda:InvokeFunction',
    function: FUNCTION,
    principal: 'sns.amazonaws.com',
    sourceArn: TOPIC,
    sourceAccount: ACCOUNT,
  },
  'aws:rds/instance:Instance': {
    identifier: 'shop',
    engine: 'postgres',
    instanceClass: 'db.t4g.medium',
    allocatedStorage: 50,
    storageEncrypted: true,
    dbName: 'shop',
    username: 'owner',
    manageMasterUserPassword: true,
    dbSubnetGroupName: 'shop',
    vpcSecurityGroupIds: ['sg-0a1b2c3d'],
    tags,
  },
  'aws:rds/subnetGroup:SubnetGroup': { name: 'shop', subnetIds: ['subnet-0a1b2c3d', 'subnet-1a2b3c4d'], tags },
  'aws:s3/bucket:Bucket': { ...BUCKET, forceDestroy: false, tags },
  'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration': {
    ...BUCKET,
    rules: [
      {
        id: 'old-versions',
        status: 'Enabled',
        filter: { prefix: '' },
        noncurrentVersionExpiration: { noncurrentDays: 30 },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
      },
    ],
  },
  'aws:s3/bucketObject:BucketObject': { ...BUCKET, key: 'a/b.json', content: '{}', contentType: 'application/json' },
  'aws:s3/bucketObjectv2:BucketObjectv2': { ...BUCKET, key: 'a/b.json', content: '{}', tags },
  'aws:s3/bucketOwnershipControls:BucketOwnershipControls': {
    ...BUCKET,
    rule: { objectOwnership: 'BucketOwnerEnforced' },
  },
  'aws:s3/bucketPolicy:BucketPolicy': {
    ...BUCKET,
    policy: policy({
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [`arn:aws:s3:::${BUCKET.bucket}`, `arn:aws:s3:::${BUCKET.bucket}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    }),
  },
  'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock': {
    ...BUCKET,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  },
  'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration': {
    ...BUCKET,
    rules: [
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: KEY },
        bucketKeyEnabled: true,
      },
    ],
  },
  'aws:s3/bucketVersioning:BucketVersioning': { ...BUCKET, versioningConfiguration: { status: 'Enabled' } },
  'aws:scheduler/schedule:Schedule': {
    name: 'revenue',
    groupName: FUNCTION,
    description: 'Wakes the engine.',
    flexibleTimeWindow: { mode: 'OFF' },
    scheduleExpression: 'cron(10 * * * ? *)',
    scheduleExpressionTimezone: 'UTC',
    state: 'ENABLED',
    target: {
      arn: arn('lambda', `function:${FUNCTION}`),
      roleArn: role('scheduler'),
      input: '{"operation":"execute","detector":"revenue"}',
      deadLetterConfig: { arn: QUEUE },
      retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 3600 },
    },
  },
  'aws:scheduler/scheduleGroup:ScheduleGroup': { name: FUNCTION, tags },
  'aws:secretsmanager/secret:Secret': {
    name: 'AmazonLookoutMetrics-slack',
    description: 'Where Slack listens.',
    kmsKeyId: KEY,
    recoveryWindowInDays: 7,
    tags,
  },
  'aws:secretsmanager/secretVersion:SecretVersion': {
    secretId: arn('secretsmanager', 'secret:slack-AbCdEf'),
    secretString: '{"url":"https://example.com"}',
  },
  'aws:sfn/stateMachine:StateMachine': {
    name: `${FUNCTION}-map`,
    type: 'STANDARD',
    roleArn: role('map'),
    definition: JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } }),
    tags,
  },
  'aws:sns/topic:Topic': { name: 'oncall', displayName: 'On call', kmsMasterKeyId: 'alias/aws/sns', tags },
  'aws:sns/topicPolicy:TopicPolicy': {
    arn: TOPIC,
    policy: policy({
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: TOPIC,
      Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
    }),
  },
  'aws:sns/topicSubscription:TopicSubscription': { topic: TOPIC, protocol: 'email', endpoint: 'oncall@example.com' },
  'aws:sqs/queue:Queue': {
    name: 'crowsnest-main-lost',
    messageRetentionSeconds: 1_209_600,
    sqsManagedSseEnabled: true,
    tags,
  },
  'aws:sqs/queuePolicy:QueuePolicy': {
    queueUrl: `https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/crowsnest-main-lost`,
    policy: policy({
      Effect: 'Allow',
      Principal: { AWS: role('scheduler') },
      Action: 'sqs:SendMessage',
      Resource: QUEUE,
    }),
  },
  'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule': {
    securityGroupId: 'sg-0a1b2c3d',
    description: 'To AWS.',
    ipProtocol: 'tcp',
    fromPort: 443,
    toPort: 443,
    cidrIpv4: '10.0.0.0/16',
    tags,
  },
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule': {
    securityGroupId: 'sg-0a1b2c3d',
    ipProtocol: 'tcp',
    fromPort: 443,
    toPort: 443,
    referencedSecurityGroupId: 'sg-0a1b2c3e',
    tags,
  },
}
