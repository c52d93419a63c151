import { iamArn } from '../../spec/index.ts'
import { checkPlace, engineNames, type EnginePlace } from './place.ts'
import type { PolicyDocument } from './policy-document.ts'

/** Actions that some role of an engine may need, whatever its sources and channels. */
const EVER_NEEDED = [
  'appflow:DescribeFlow',
  'appflow:DescribeFlowExecutionRecords',
  'athena:GetQueryExecution',
  'athena:GetQueryResults',
  'athena:StartQueryExecution',
  'athena:StopQueryExecution',
  'cloudwatch:GetMetricData',
  'cloudwatch:ListMetrics',
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
  'glue:BatchGetPartition',
  'glue:GetDatabase',
  'glue:GetPartition',
  'glue:GetPartitions',
  'glue:GetTable',
  'kms:Decrypt',
  'kms:GenerateDataKey',
  'lakeformation:GetDataAccess',
  'lambda:InvokeFunction',
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'rds-db:connect',
  'rds:DescribeDBClusters',
  'rds:DescribeDBInstances',
  'redshift-data:CancelStatement',
  'redshift-data:DescribeStatement',
  'redshift-data:ExecuteStatement',
  'redshift-data:GetStatementResult',
  'redshift-serverless:GetCredentials',
  'redshift:GetClusterCredentials',
  'redshift:GetClusterCredentialsWithIAM',
  's3:AbortMultipartUpload',
  's3:DeleteObject',
  's3:GetBucketLocation',
  's3:GetObject',
  's3:ListBucket',
  's3:ListMultipartUploadParts',
  's3:PutObject',
  'secretsmanager:GetSecretValue',
  'sns:Publish',
  'sqs:SendMessage',
  'states:DescribeExecution',
  'states:StartExecution',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
] as const

/**
 * The permissions boundary for the roles of an engine: the most that any of them can ever do. It grants nothing by itself; a
 * mistaken or malicious policy on a role is cut to this.
 *
 * @param rolePath - path of the roles; default as `engineNames`
 * @throws {PolicyError} those of the place
 */
export function engineBoundary(place: EnginePlace, rolePath?: string): PolicyDocument {
  checkPlace(place)
  const names = engineNames(place, rolePath)
  const source = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html'
  return {
    name: 'boundary',
    kind: 'boundary',
    statements: [
      {
        sid: 'MostOfAnyRole',
        effect: 'Allow',
        actions: EVER_NEEDED,
        resources: ['*'],
        conditions: {},
        reason:
          'Reading data, sending alerts, keeping state and writing the log. The star is no grant: the policy of each role names its resources, and a role can do what both allow.',
        operations: [],
        source,
      },
      {
        sid: 'OnlyOwnServiceRoles',
        effect: 'Allow',
        actions: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
        resources: [iamArn(place, `role${names.serviceRolePath}*`)],
        conditions: {},
        reason:
          'No role of the engine can become anything but a service role below this path. IAM itself is out of reach.',
        operations: ['STS.AssumeRole'],
        source,
      },
    ],
  }
}
