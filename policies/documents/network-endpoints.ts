import { iamArn, s3Arn, type AwsPlace } from '../../spec/index.ts'
import { endpointPolicies } from './endpoint-policies.ts'
import { checkPlace, checkRolePath, engineNames, type EnginePlace } from './place.ts'
import { engineRoles } from './policies-for.ts'
import type { PolicyOptions } from './policy-options.ts'
import type { PolicyDocument, Statement } from './policy-document.ts'

/**
 * Services that an engine calls from inside a VPC, by the name of their endpoint, with what the roles of detectors call there. KMS
 * is not among them: services use keys on the caller's behalf. Nor are logs and traces: Lambda sends them, from outside of the VPC.
 */
export const ENDPOINT_SERVICES = {
  s3: ['s3:GetObject', 's3:ListBucket'],
  sts: [],
  sns: ['sns:Publish'],
  lambda: ['lambda:InvokeFunction'],
  secretsmanager: ['secretsmanager:GetSecretValue'],
  monitoring: ['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'],
  rds: ['rds:DescribeDBClusters', 'rds:DescribeDBInstances'],
  'redshift-data': [
    'redshift-data:CancelStatement',
    'redshift-data:DescribeStatement',
    'redshift-data:ExecuteStatement',
    'redshift-data:GetStatementResult',
  ],
  athena: [
    'athena:GetQueryExecution',
    'athena:GetQueryResults',
    'athena:StartQueryExecution',
    'athena:StopQueryExecution',
  ],
  appflow: ['appflow:DescribeFlow', 'appflow:DescribeFlowExecutionRecords'],
  states: [],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** A service that an engine calls from inside a VPC, by the name of its endpoint. */
export type EndpointService = keyof typeof ENDPOINT_SERVICES

const SOURCE = 'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html'

/**
 * The policy of an endpoint that is made before its detectors are: the engine's own role may do what its policies say, and the
 * service roles of its detectors, whoever deploys them, what service roles of their kind do. Keys of others are of no use there.
 *
 * @param engine - the engine that runs in the network
 * @throws {PolicyError} those of the place, the role path and the role
 */
export function engineEndpointPolicy(
  service: EndpointService,
  engine: EnginePlace,
  options: Pick<PolicyOptions, 'rolePath' | 'engineRole'> = {},
): PolicyDocument {
  checkPlace(engine)
  const names = engineNames(engine, options.rolePath)
  checkRolePath(names.rolePath)
  const own = engineRoles(engine, { ...options, map: service === 'states' })
    .filter(({ kind }) => kind === 'engine')
    .map((role) => (options.engineRole === undefined ? role : { ...role, arn: options.engineRole }))
  const ofEngine = endpointPolicies(own).find(({ resource }) => resource === service)?.document.statements ?? []
  return document(service, [
    ...ofEngine,
    ...(service === 's3' ? [answerStacks(engine)] : []),
    ...serviceRoles(service, engine, `${names.serviceRolePath}*`),
  ])
}

/**
 * The policy of an endpoint in a network of any engines of an account and region: for their roles, which have one path.
 *
 * @param rolePath - path of the roles of all of them; default `/crowsnest/<region>/`
 * @throws {PolicyError} ROLE_PATH_INVALID
 */
export function sharedEndpointPolicy(
  service: EndpointService,
  place: AwsPlace,
  rolePath = `/crowsnest/${place.region}/`,
): PolicyDocument {
  checkRolePath(rolePath)
  const every = iamArn(place, `role${rolePath}*`)
  return document(service, [
    ...(service === 'sts' ? [assumeServiceRoles(every)] : []),
    ...(service === 's3' ? [keepState(every), answerStacks(place)] : []),
    ...(service === 'states' ? [startMaps(every)] : []),
    ...serviceRoles(service, place, `${rolePath}*`),
  ])
}

function document(service: EndpointService, statements: readonly Statement[]): PolicyDocument {
  return { name: `endpoint-${service}`, kind: 'endpoint', statements }
}

function serviceRoles(service: EndpointService, place: AwsPlace, path: string): readonly Statement[] {
  const actions = ENDPOINT_SERVICES[service]
  if (actions.length === 0) return []
  return [
    {
      sid: 'ServiceRoles',
      effect: 'Allow',
      principal: '*',
      actions,
      resources: ['*'],
      conditions: { ArnLike: { 'aws:PrincipalArn': [iamArn(place, `role${path}`)] } },
      reason:
        'The roles of detectors, which may be made later and by others, all have this path. Which bucket, topic or database each reaches, its own policy says: both have to allow it.',
      operations: [],
      source: SOURCE,
    },
  ]
}

function assumeServiceRoles(every: string): Statement {
  return {
    sid: 'AssumeServiceRoles',
    effect: 'Allow',
    principal: '*',
    actions: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
    resources: [every],
    conditions: { ArnLike: { 'aws:PrincipalArn': [every] } },
    reason: 'Engines assume the service roles of their detectors; the trust policy of each decides for which.',
    operations: ['STS.AssumeRole'],
    source: SOURCE,
  }
}

function startMaps(every: string): Statement {
  return {
    sid: 'StartMaps',
    effect: 'Allow',
    principal: '*',
    actions: ['states:StartExecution'],
    resources: ['*'],
    conditions: { ArnLike: { 'aws:PrincipalArn': [every] } },
    reason:
      'Engines start the state machines that run their large detectors. Name the engine, and its own is reached alone.',
    operations: ['SFN.StartExecution'],
    source: SOURCE,
  }
}

/** The bucket has the name of the region without its hyphens. */
function answerStacks(place: AwsPlace): Statement {
  const bucket = `cloudformation-custom-resource-response-${place.region.replaceAll('-', '')}`
  return {
    sid: 'AnswerStacks',
    effect: 'Allow',
    principal: '*',
    actions: ['s3:PutObject'],
    resources: [s3Arn(place, bucket, '*')],
    conditions: {},
    reason:
      'A stack of CloudFormation that declares a detector is told what became of it through an address in this bucket of AWS, which CloudFormation has signed: the principal is its own, which no policy of this account can name.',
    operations: [],
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/vpc-interface-endpoints.html',
  }
}

function keepState(every: string): Statement {
  return {
    sid: 'KeepState',
    effect: 'Allow',
    principal: '*',
    actions: ['s3:DeleteObject', 's3:GetObject', 's3:ListBucket', 's3:PutObject'],
    resources: ['*'],
    conditions: { ArnLike: { 'aws:PrincipalArn': [every] } },
    reason:
      'Engines keep their state in buckets of their own. Name the engine, and its bucket alone is reached with its role.',
    operations: ['S3.GetObject', 'S3.PutObject', 'S3.ListObjectsV2', 'S3.DeleteObject'],
    source: SOURCE,
  }
}
