import { localArn, withDefaults, type AwsPlace } from '../spec/index.ts'
import {
  appflowDatasetStatements,
  athenaDatasetStatements,
  cloudwatchDatasetStatements,
  detectorRoles,
  ENDPOINT_SERVICES,
  flowBucketPolicy,
  engineBoundary,
  engineEndpointPolicy,
  engineNames,
  networkStatements,
  notifierRole,
  peoplePolicies,
  policiesFor,
  rdsDatasetStatements,
  redshiftDatasetStatements,
  serviceTrust,
  sharedDatasetPolicies,
  sharedEndpointPolicy,
  topicPolicy,
  type EndpointService,
  type EnginePlace,
  type PolicyDocument,
  type PolicyOptions,
  type Role,
  type Statement,
} from '../policies/index.ts'

/** One place in each partition that policies are tested for. */
export const PLACES = [
  { partition: 'aws', region: 'us-east-1', account: '111122223333' },
  { partition: 'aws-cn', region: 'cn-north-1', account: '111122223333' },
  { partition: 'aws-us-gov', region: 'us-gov-west-1', account: '111122223333' },
] as const satisfies readonly AwsPlace[]

/** Every document that can be generated, in every variant, by a name of its own: what tables and tests of agreement run over. */
export function everyPolicy(where: AwsPlace): ReadonlyMap<string, PolicyDocument> {
  const arn = (service: string, resource: string, account = where.account): string =>
    `arn:${where.partition}:${service}:${where.region}:${account}:${resource}`
  const key = arn('kms', 'key/1111abcd-0000-4000-8000-00000000000a')
  const place: EnginePlace = { ...where, engine: 'main', stateBucket: 'acme-crowsnest', stateKey: key }
  const spec = withDefaults({
    detector: 'revenue',
    interval: 'PT1H',
    dataset: {
      source: {
        s3: {
          continuous: 's3://acme-metrics/continuous/{{yyyyMMdd}}/{{HHmm}}',
          historical: 's3://acme-history/revenue.csv',
          format: { csv: {} },
        },
      },
      timestamp: { column: 'timestamp', format: 'yyyy-MM-dd HH:mm:ss' },
      measures: [{ column: 'views', aggregation: 'SUM' }],
    },
    alerts: [
      { name: 'oncall', channel: { sns: { topic: arn('sns', 'oncall') } } },
      { name: 'foreign', channel: { sns: { topic: arn('sns', 'theirs', '444455556666') } } },
      { name: 'function', channel: { lambda: { function: arn('lambda', 'function:act:live', '444455556666') } } },
    ],
  })
  const options: PolicyOptions = {
    boundary: `arn:${where.partition}:iam::${where.account}:policy/boundary`,
    tracing: true,
    map: true,
    deadLetter: { queue: arn('sqs', 'crowsnest-main-lost'), key },
    dataset: { account: '444455556666', encryption: { key, bucketKeys: true } },
    topicKeys: { oncall: key },
    network: { subnets: ['subnet-0a1b2c3d'], securityGroups: ['sg-0a1b2c3d'] },
    people: [`arn:${where.partition}:iam::${where.account}:role/analyst`],
  }
  const { roles, resourcePolicies } = policiesFor(spec, place, options)
  const combined = detectorRoles(spec, place, {
    roles: 'combined',
    dataset: { encryption: { key, bucketKeys: false } },
  })
  const notifier = notifierRole(place, {
    service: 'slack',
    channel: 'oncall',
    secret: 'crowsnest/slack-oncall',
    secretKey: key,
    onFailure: arn('sqs', 'undelivered'),
  })
  const topic = topicPolicy(place, arn('sns', 'crowsnest-main'), {
    roles: [roles[0]!.arn],
    alarms: ['crowsnest-main-late'],
  })
  const foreignKey = arn('kms', 'key/2222abcd-0000-4000-8000-00000000000b', '444455556666')
  const endpointServices = Object.keys(ENDPOINT_SERVICES) as readonly EndpointService[]
  const people = peoplePolicies(place, { deadLetter: options.deadLetter! })
  const tagged = peoplePolicies(place, { detectors: 'intern-*', tag: 'team' })
  const withMap = peoplePolicies(place, { map: true })
  return new Map([
    ...[...roles, ...combined, notifier].flatMap(roleDocuments),
    ...resourcePolicies.map(({ document }) => [`resource-${document.name}`, document] as const).map(numbered),
    ...Object.entries(otherSources(place, key)).map(
      ([name, statements]) => [`source-${name}`, { name, kind: 'identity', statements }] as const,
    ),
    ...Object.entries(sharedData(place, foreignKey)).flatMap(([name, statements]) =>
      sharedDatasetPolicies(place, roles.find(({ kind }) => kind === 'dataset')!.arn, statements).map(
        ({ document }) => [`shared-${name}-${document.name}`, document] as const,
      ),
    ),
    [
      'engine-network-shared-subnets',
      {
        name: 'network',
        kind: 'identity',
        statements: networkStatements(place, engineNames(place), {
          ...options.network!,
          subnetAccount: '444455556666',
        }),
      },
    ],
    ['trust-events', serviceTrust(place, { service: 'events', rule: arn('events', 'rule/nightly') }).document],
    ['resource-operations-topic', topic],
    ['resource-flow-bucket', flowBucketPolicy(place, { flow: 'salesforce', bucket: 'acme-flow', prefix: 'sales/' })],
    ...endpointServices.flatMap((service) => [
      [`network-${service}`, engineEndpointPolicy(service, place)] as const,
      [`network-shared-${service}`, sharedEndpointPolicy(service, place)] as const,
    ]),
    ...people.flatMap(({ documents }) => documents).map((document) => [`people-${document.name}`, document] as const),
    ...tagged
      .flatMap(({ documents }) => documents)
      .map((document) => [`people-tagged-${document.name}`, document] as const),
    ...withMap
      .filter(({ audience }) => audience === 'operator' || audience === 'deployer')
      .flatMap(({ documents }) => documents)
      .map((document) => [`people-map-${document.name}`, document] as const),
    ['boundary', engineBoundary(place, engineNames(place).rolePath)],
  ])
}

function roleDocuments({ kind, alert, trust, documents }: Role): readonly (readonly [string, PolicyDocument])[] {
  const label = alert === null ? kind : `${kind}-${alert}`
  return [
    [`${label}-trust`, trust],
    ...documents.map((document) => [document.name === label ? label : `${label}-${document.name}`, document] as const),
  ]
}

/** The buckets of a dataset that lies in several have a policy each. */
function numbered<T>(
  [name, value]: readonly [string, T],
  i: number,
  all: readonly (readonly [string, T])[],
): [string, T] {
  const before = all.slice(0, i).filter(([other]) => other === name).length
  return [before === 0 ? name : `${name}-${before + 1}`, value]
}

/** What datasets read that is another account's, which its owner has to share. */
function sharedData(place: EnginePlace, key: string): Readonly<Record<string, readonly Statement[]>> {
  const account = '444455556666'
  const owner = { ...place, account }
  const secret = { secret: localArn(owner, 'secretsmanager', 'secret:AmazonLookoutMetrics-sales-a1B2c3'), key }
  return {
    rds: rdsDatasetStatements(place, { secret }),
    redshift: redshiftDatasetStatements(place, { cluster: 'sales', database: 'dev', secret }),
    athena: athenaDatasetStatements(place, {
      workgroup: 'crowsnest',
      database: 'sales',
      table: 'orders',
      data: 's3://acme-lake/orders/',
      results: 's3://acme-results/crowsnest/',
      dataAccount: account,
      dataEncryption: { key },
    }),
    appflow: appflowDatasetStatements(place, {
      flow: 'salesforce',
      destination: 's3://acme-flow/salesforce',
      account,
      encryption: { key, bucketKeys: true },
    }),
  }
}

function otherSources(place: EnginePlace, key: string): Readonly<Record<string, readonly Statement[]>> {
  const secret = { secret: 'AmazonLookoutMetrics-sales', key }
  return {
    cloudwatch: cloudwatchDatasetStatements(),
    'rds-secret': rdsDatasetStatements(place, { instance: 'sales', secret }),
    'aurora-iam': rdsDatasetStatements(place, {
      cluster: 'sales',
      iamUser: { resourceId: 'cluster-ABC', user: 'crowsnest' },
    }),
    'redshift-secret': redshiftDatasetStatements(place, { cluster: 'sales', database: 'dev', secret }),
    'redshift-user': redshiftDatasetStatements(place, { cluster: 'sales', database: 'dev', dbUser: 'crowsnest' }),
    'redshift-role': redshiftDatasetStatements(place, { cluster: 'sales', database: 'dev' }),
    'redshift-serverless': redshiftDatasetStatements(place, {
      workgroup: '0b1c2d3e-0000-4000-8000-00000000000a',
      database: 'dev',
    }),
    athena: athenaDatasetStatements(place, {
      workgroup: 'crowsnest',
      database: 'sales',
      table: 'orders',
      data: 's3://acme-lake/orders/',
      results: 's3://acme-results/crowsnest/',
      dataEncryption: { key },
      resultsEncryption: { key, bucketKeys: true },
      lakeFormation: true,
    }),
    appflow: appflowDatasetStatements(place, {
      flow: 'salesforce',
      destination: 's3://acme-flow/salesforce',
      encryption: { key },
    }),
  }
}
