import { kmsThrough, type Draft, type Operation, type OperationInput } from './operation-input.ts'
import { athenaOperations } from './athena-operations.ts'
import type { World } from './call-context.ts'

const S3_SOURCE = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html'
const KMS_S3_SOURCE = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html'
const REDSHIFT_DATA_SOURCE = 'https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-access.html'
const LAMBDA_VPC_SOURCE = 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html'

/**
 * The operations of AWS SDKs that the engine, or a service with one of its roles, may call. By hand, because no data set has
 * the condition keys that a call carries; a test holds it against those that have the actions. What is not here is refused.
 */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  'S3.ListObjectsV2': {
    source: S3_SOURCE,
    requests: (input) => [
      {
        action: 's3:ListBucket',
        resource: input.bucket(),
        context: {
          's3:prefix': input.optional('Prefix') ?? '',
          ...input.keys({ 's3:delimiter': 'Delimiter', 's3:max-keys': 'MaxKeys' }),
        },
      },
    ],
  },
  'S3.HeadBucket': {
    source: S3_SOURCE,
    requests: (input) => [{ action: 's3:ListBucket', resource: input.bucket(), context: {} }],
  },
  'S3.GetObject': { source: KMS_S3_SOURCE, requests: readObject },
  'S3.HeadObject': { source: KMS_S3_SOURCE, requests: readObject },
  'S3.PutObject': {
    source: `${KMS_S3_SOURCE} https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html`,
    requests: (input, world) => [
      {
        action: 's3:PutObject',
        resource: input.object(),
        context: input.keys({
          's3:if-none-match': 'IfNoneMatch',
          's3:if-match': 'IfMatch',
          's3:x-amz-server-side-encryption': 'ServerSideEncryption',
          's3:x-amz-server-side-encryption-aws-kms-key-id': 'SSEKMSKeyId',
        }),
      },
      ...kmsThrough('s3', ['kms:GenerateDataKey'], input.bucket(), input.s3Context(world), world),
    ],
  },
  'S3.DeleteObject': {
    source: S3_SOURCE,
    requests: (input) => [
      input.optional('VersionId') === undefined
        ? { action: 's3:DeleteObject', resource: input.object(), context: {} }
        : {
            action: 's3:DeleteObjectVersion',
            resource: input.object(),
            context: input.keys({ 's3:versionid': 'VersionId' }),
          },
    ],
  },
  'SNS.Publish': {
    source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html',
    requests: (input, world) => {
      const topic = input.text('TopicArn')
      const context = { 'kms:EncryptionContext:aws:sns:topicArn': topic }
      return [
        { action: 'sns:Publish', resource: topic, context: {} },
        ...kmsThrough('sns', ['kms:GenerateDataKey', 'kms:Decrypt'], topic, context, world),
      ]
    },
  },
  'Lambda.Invoke': {
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/access-control-identity-based.html',
    requests: (input, { place }) => {
      const name = input.text('FunctionName')
      const qualifier = input.optional('Qualifier')
      const whole = name.startsWith('arn:') ? name : input.arn('lambda', `function:${name}`, place)
      const resource = qualifier === undefined ? whole : `${whole}:${qualifier}`
      return [{ action: 'lambda:InvokeFunction', resource, context: {} }]
    },
  },
  'STS.AssumeRole': {
    source:
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html',
    requests: (input) => {
      const role = input.text('RoleArn')
      const tags = input.tags()
      const source = input.optional('SourceIdentity')
      return [
        {
          action: 'sts:AssumeRole',
          resource: role,
          context: input.keys({
            'sts:ExternalId': 'ExternalId',
            'sts:RoleSessionName': 'RoleSessionName',
            'sts:SourceIdentity': 'SourceIdentity',
          }),
        },
        ...(source === undefined
          ? []
          : [{ action: 'sts:SetSourceIdentity', resource: role, context: { 'sts:SourceIdentity': source } }]),
        ...(Object.keys(tags).length === 0 ? [] : [{ action: 'sts:TagSession', resource: role, context: tags }]),
      ]
    },
  },
  'STS.GetCallerIdentity': {
    source: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html (needs no permission)',
    requests: () => [],
  },
  'SecretsManager.GetSecretValue': {
    source:
      'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html',
    requests: secretValue,
  },
  'CloudWatch.GetMetricData': withoutResource(
    'cloudwatch:GetMetricData',
    'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/permissions-reference-cw.html',
  ),
  'CloudWatch.ListMetrics': withoutResource(
    'cloudwatch:ListMetrics',
    'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/permissions-reference-cw.html',
  ),
  'RDS.DescribeDBInstances': {
    source: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html',
    requests: (input, { place }) => [
      {
        action: 'rds:DescribeDBInstances',
        resource: input.arn('rds', `db:${input.text('DBInstanceIdentifier')}`, place),
        context: {},
      },
    ],
  },
  'RDS.DescribeDBClusters': {
    source: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html',
    requests: (input, { place }) => [
      {
        action: 'rds:DescribeDBClusters',
        resource: input.arn('rds', `cluster:${input.text('DBClusterIdentifier')}`, place),
        context: {},
      },
    ],
  },
  'RDSSigner.GetAuthToken': {
    source: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html',
    // Signed here and sent to the database as the password; IAM decides when the database checks it.
    requests: (input, { place }) => [
      {
        action: 'rds-db:connect',
        resource: input.arn('rds-db', `dbuser:${input.text('resourceId')}/${input.text('username')}`, place),
        context: {},
      },
    ],
  },
  'RedshiftData.ExecuteStatement': { source: REDSHIFT_DATA_SOURCE, requests: executeStatement },
  'RedshiftData.DescribeStatement': ownStatement('redshift-data:DescribeStatement'),
  'RedshiftData.GetStatementResult': ownStatement('redshift-data:GetStatementResult'),
  'RedshiftData.GetStatementResultV2': ownStatement('redshift-data:GetStatementResult'),
  'RedshiftData.CancelStatement': ownStatement('redshift-data:CancelStatement'),
  ...athenaOperations,
  'Appflow.DescribeFlow': flow('appflow:DescribeFlow'),
  'Appflow.DescribeFlowExecutionRecords': flow('appflow:DescribeFlowExecutionRecords'),
  'SQS.SendMessage': {
    source:
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html',
    requests: (input, world) => {
      const [name = '', account = ''] = input.text('QueueUrl').split('/').toReversed()
      const queue = input.arn('sqs', name, { ...world.place, account })
      return [
        { action: 'sqs:SendMessage', resource: queue, context: {} },
        ...kmsThrough(
          'sqs',
          ['kms:GenerateDataKey', 'kms:Decrypt'],
          queue,
          { 'kms:EncryptionContext:aws:sqs:arn': queue },
          world,
        ),
      ]
    },
  },
  'SFN.StartExecution': {
    source: 'https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html',
    requests: (input) => [{ action: 'states:StartExecution', resource: input.text('stateMachineArn'), context: {} }],
  },
  'SFN.DescribeExecution': {
    source: 'https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html',
    requests: (input) => [{ action: 'states:DescribeExecution', resource: input.text('executionArn'), context: {} }],
  },
  'CloudWatchLogs.CreateLogStream': logStream('logs:CreateLogStream'),
  'CloudWatchLogs.PutLogEvents': logStream('logs:PutLogEvents'),
  'XRay.PutTraceSegments': withoutResource(
    'xray:PutTraceSegments',
    'https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html',
  ),
  'XRay.PutTelemetryRecords': withoutResource(
    'xray:PutTelemetryRecords',
    'https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html',
  ),
  'EC2.CreateNetworkInterface': {
    source: LAMBDA_VPC_SOURCE,
    requests: (input, { place, network }) => {
      const inVpc = network === undefined ? {} : { 'ec2:Vpc': input.arn('ec2', `vpc/${network.vpc}`, place) }
      const subnet = input.text('SubnetId')
      return [
        {
          action: 'ec2:CreateNetworkInterface',
          resource: input.arn('ec2', `subnet/${subnet}`, place),
          context: { ...inVpc, 'ec2:SubnetID': subnet },
        },
        ...input.list('Groups').map((group) => ({
          action: 'ec2:CreateNetworkInterface',
          resource: input.arn('ec2', `security-group/${group}`, place),
          context: { ...inVpc, 'ec2:SecurityGroupID': group },
        })),
        {
          action: 'ec2:CreateNetworkInterface',
          resource: input.arn('ec2', 'network-interface/*', place),
          context: {},
        },
      ]
    },
  },
  'EC2.DescribeNetworkInterfaces': withoutResource('ec2:DescribeNetworkInterfaces', LAMBDA_VPC_SOURCE),
  'EC2.DescribeSubnets': withoutResource('ec2:DescribeSubnets', LAMBDA_VPC_SOURCE),
  'EC2.DeleteNetworkInterface': networkInterface('ec2:DeleteNetworkInterface'),
  'EC2.AssignPrivateIpAddresses': networkInterface('ec2:AssignPrivateIpAddresses'),
  'EC2.UnassignPrivateIpAddresses': networkInterface('ec2:UnassignPrivateIpAddresses'),
}

function readObject(input: OperationInput, world: World): readonly Draft[] {
  const version = input.optional('VersionId')
  return [
    version === undefined
      ? { action: 's3:GetObject', resource: input.object(), context: {} }
      : { action: 's3:GetObjectVersion', resource: input.object(), context: { 's3:versionid': version } },
    ...kmsThrough('s3', ['kms:Decrypt'], input.bucket(), input.s3Context(world), world),
  ]
}

function secretValue(input: OperationInput, world: World): readonly Draft[] {
  const named = input.text('SecretId')
  const secret = world.secrets?.[named] ?? named
  return [
    {
      action: 'secretsmanager:GetSecretValue',
      resource: secret,
      context: {
        'secretsmanager:SecretId': secret,
        ...input.keys({ 'secretsmanager:VersionStage': 'VersionStage', 'secretsmanager:VersionId': 'VersionId' }),
      },
    },
    ...kmsThrough('secretsmanager', ['kms:Decrypt'], secret, { 'kms:EncryptionContext:SecretARN': secret }, world),
  ]
}

/** The Data API gets credentials for the database in the caller's name: from a secret, or temporary ones from Redshift. */
function executeStatement(input: OperationInput, world: World): readonly Draft[] {
  const { place } = world
  const cluster = input.optional('ClusterIdentifier')
  const workgroup = input.optional('WorkgroupName')
  const database = input.text('Database')
  const resource =
    cluster === undefined
      ? workgroupArn(workgroup ?? '', input, world)
      : input.arn('redshift', `cluster:${cluster}`, place)
  const run: Draft = { action: 'redshift-data:ExecuteStatement', resource, context: {} }
  const secret = input.optional('SecretArn')
  if (secret !== undefined) return [run, ...secretValue(input.with({ SecretId: secret }), world)]
  if (cluster === undefined) return [run, { action: 'redshift-serverless:GetCredentials', resource, context: {} }]
  const name = input.arn('redshift', `dbname:${cluster}/${database}`, place)
  const user = input.optional('DbUser')
  if (user === undefined) return [run, { action: 'redshift:GetClusterCredentialsWithIAM', resource: name, context: {} }]
  return [
    run,
    ...[input.arn('redshift', `dbuser:${cluster}/${user}`, place), name].map((part) => ({
      action: 'redshift:GetClusterCredentials',
      resource: part,
      context: { 'redshift:DbUser': user, 'redshift:DbName': database },
    })),
  ]
}

/** Calls have the ARN of a workgroup, or its name; the ARN has its id. */
function workgroupArn(workgroup: string, input: OperationInput, { place, workgroups }: World): string {
  if (workgroup.startsWith('arn:')) return workgroup
  return input.arn('redshift-serverless', `workgroup/${workgroups?.[workgroup] ?? workgroup}`, place)
}

/** Whose statement it is, is all that these can be limited by; the engine asks for its own. */
function ownStatement(action: string): Operation {
  return {
    source: REDSHIFT_DATA_SOURCE,
    requests: () => [
      { action, resource: '*', context: { 'redshift-data:statement-owner-iam-userid': '${aws:userid}' } },
    ],
  }
}

function flow(action: string): Operation {
  return {
    source: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonappflow.html',
    requests: (input, { place }) => [
      { action, resource: input.arn('appflow', `flow/${input.text('flowName')}`, place), context: {} },
    ],
  }
}

/** Lambda writes the log with the credentials of the function's role, which carry the function's ARN. */
function logStream(action: string): Operation {
  return {
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html',
    requests: (input, { place }) => {
      const group = input.text('logGroupName')
      const stream = input.text('logStreamName')
      return [{ action, resource: input.arn('logs', `log-group:${group}:log-stream:${stream}`, place), context: {} }]
    },
  }
}

function networkInterface(action: string): Operation {
  return {
    source: LAMBDA_VPC_SOURCE,
    requests: (input, { place, network }) => [
      {
        action,
        resource: input.arn('ec2', `network-interface/${input.text('NetworkInterfaceId')}`, place),
        context:
          network === undefined
            ? {}
            : {
                'ec2:Vpc': input.arn('ec2', `vpc/${network.vpc}`, place),
                'ec2:Subnet': input.arn('ec2', `subnet/${network.subnet}`, place),
              },
      },
    ],
  }
}

function withoutResource(action: string, source: string): Operation {
  return { source, requests: () => [{ action, resource: '*', context: {} }] }
}
