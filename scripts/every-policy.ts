import { withDefaults, type AwsPlace } from '../spec/index.ts'
import {
  appflowDatasetStatements,
  athenaDatasetStatements,
  cloudwatchDatasetStatements,
  engineBoundary,
  engineNames,
  peoplePolicies,
  policiesFor,
  rdsDatasetStatements,
  redshiftDatasetStatements,
  serviceTrust,
  topicPolicy,
  type EnginePlace,
  type PolicyDocument,
  type PolicyOptions,
  type Statement,
} from '../policies/index.ts'

/** One place in each partition that policies are tested for. */
export const PLACES = [
  { partition: 'aws', region: 'us-east-1', account: '111122223333' },
  { partition: 'aws-cn', region: 'cn-north-1', account: '111122223333' },
  { partition: 'aws-us-gov', region: 'us-gov-west-1', account: '111122223333' },
] as const satisfies readonly AwsPlace[]

/** Every document that can be generated, in every variant, in a place: what tables and tests of agreement run over. */
export function everyPolicy(where: AwsPlace): readonly PolicyDocument[] {
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
    deadLetter: { queue: arn('sqs', 'crowsnest-main'), key },
    dataset: { account: '444455556666', encryption: { key, bucketKeys: true } },
    topicKeys: { oncall: key },
    network: { subnets: ['subnet-0a1b2c3d'], securityGroups: ['sg-0a1b2c3d'] },
    people: [`arn:${where.partition}:iam::${where.account}:role/analyst`],
  }
  const { roles, resourcePolicies } = policiesFor(spec, place, options)
  const combined = policiesFor(spec, place, { roles: 'combined', dataset: { encryption: { key, bucketKeys: false } } })
  return [
    ...[...roles, ...combined.roles].flatMap(({ trust, documents }) => [trust, ...documents]),
    ...resourcePolicies.map(({ document }) => document),
    ...otherSources(place, key).map((statements, i): PolicyDocument => ({
      name: `source-${i}`,
      kind: 'identity',
      statements,
    })),
    serviceTrust(place, { service: 'states', stateMachine: arn('states', 'stateMachine:shards') }).document,
    serviceTrust(place, { service: 'events', rule: arn('events', 'rule/nightly') }).document,
    topicPolicy(place, arn('sns', 'crowsnest-main'), { roles: [roles[0]!.arn], alarms: ['crowsnest-main-late'] }),
    ...peoplePolicies(place, { deadLetter: options.deadLetter! }).flatMap(({ documents }) => documents),
    ...peoplePolicies(place, { detectors: 'intern-*', tag: 'team' }).flatMap(({ documents }) => documents),
    engineBoundary(place, engineNames(place).rolePath),
  ]
}

function otherSources(place: EnginePlace, key: string): readonly (readonly Statement[])[] {
  const secret = { secret: 'AmazonLookoutMetrics-sales', key }
  return [
    cloudwatchDatasetStatements(),
    rdsDatasetStatements(place, { instance: 'sales', secret }),
    rdsDatasetStatements(place, { cluster: 'sales', iamUser: { resourceId: 'cluster-ABC', user: 'crowsnest' } }),
    redshiftDatasetStatements(place, { cluster: 'sales', database: 'dev', secret }),
    redshiftDatasetStatements(place, { cluster: 'sales', database: 'dev', dbUser: 'crowsnest' }),
    redshiftDatasetStatements(place, { cluster: 'sales', database: 'dev' }),
    redshiftDatasetStatements(place, { workgroup: '0b1c2d3e-0000-4000-8000-00000000000a', database: 'dev' }),
    athenaDatasetStatements(place, {
      workgroup: 'crowsnest',
      database: 'sales',
      table: 'orders',
      data: 's3://acme-lake/orders/',
      results: 's3://acme-results/crowsnest/',
      dataEncryption: { key },
      resultsEncryption: { key, bucketKeys: true },
      lakeFormation: true,
    }),
    appflowDatasetStatements(place, {
      flow: 'salesforce',
      destination: 's3://acme-flow/salesforce',
      encryption: { key },
    }),
  ]
}
