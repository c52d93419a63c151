import { describe, expect, it } from 'vitest'
import {
  evaluateRequest,
  policiesFor,
  toIamPolicy,
  type DetectorPolicies,
  type PolicyOptions,
  type ResourcePolicy,
} from '../../../policies/index.ts'
import { withDefaults, type SourceSpec } from '../../../spec/index.ts'
import { ACCOUNT, KEY, PLACE } from './ask.ts'
import { statementsOf } from './sample-roles.ts'

const THEIRS = '444455556666'
const THEIR_KEY = `arn:aws:kms:us-east-2:${THEIRS}:key/3333abcd-0000-4000-8000-00000000000c`
const STRANGER = `arn:aws:iam::${ACCOUNT}:role/stranger`
const SECRET = 'AmazonLookoutMetrics-shop'
const TABLE = { database: 'shop', table: 'orders' } as const
const WORKGROUP = '0d5c3a1e-8b7f-4e2a-9c6d-1f0e2d3c4b5a'
const ATHENA = { ...TABLE, workgroup: 'w', data: 's3://acme-lake/orders/', results: 's3://acme-results/w/' } as const
const FORMAT = { jsonLines: {} } as const

function policies(source: SourceSpec, options: PolicyOptions = {}): DetectorPolicies {
  const spec = withDefaults({
    detector: 'revenue',
    interval: 'PT1H',
    dataset: {
      source,
      ...(!('cloudwatch' in source) && { timestamp: { column: 'at', format: 'yyyy-MM-dd HH:mm:ss' } }),
      measures: [{ column: 'revenue', aggregation: 'SUM' }],
    },
  })
  return policiesFor(spec, PLACE, options)
}

function datasetRole(source: SourceSpec, options: PolicyOptions = {}): DetectorPolicies['roles'][number] | undefined {
  return policies(source, options).roles.find(({ kind }) => kind === 'dataset')
}

/** ARNs of a source's role, without those of buckets, which have neither account nor region. */
function placesOf(source: SourceSpec): readonly string[] {
  const arns = statementsOf(datasetRole(source)!).flatMap(({ resources }) => resources)
  return [...new Set(arns.filter((arn) => !/^(\*|arn:aws:s3:)/.test(arn)))]
}

/** Policies of resources beside the bucket of the state. */
function sharedResources(source: SourceSpec, options?: PolicyOptions): readonly string[] {
  return policies(source, options)
    .resourcePolicies.map(({ kind, resource }) => `${kind} ${resource}`)
    .slice(1)
}

describe('the role of a dataset', () => {
  it.each<{ readonly source: SourceSpec; readonly sids: readonly string[] }>([
    { source: { cloudwatch: { namespace: 'AWS/Lambda' } }, sids: ['ReadMetrics'] },
    {
      source: { rds: { ...TABLE, engine: 'postgres', instance: 'shop', secret: SECRET } },
      sids: ['FindInstance', 'ReadSecret'],
    },
    {
      source: { rds: { ...TABLE, engine: 'aurora-mysql', cluster: 'shop', secret: SECRET, secretKeyArn: KEY } },
      sids: ['FindCluster', 'ReadSecret', 'DecryptSecret'],
    },
    {
      source: { rds: { ...TABLE, engine: 'sqlserver', host: 'db.example.com', secret: SECRET } },
      sids: ['ReadSecret'],
    },
    { source: { redshift: { ...TABLE, cluster: 'shop' } }, sids: ['RunQuery', 'FollowOwnQuery', 'SignIn'] },
    {
      source: { redshift: { ...TABLE, cluster: 'shop', secret: SECRET } },
      sids: ['RunQuery', 'FollowOwnQuery', 'ReadSecret'],
    },
    {
      source: { athena: ATHENA },
      sids: ['RunQuery', 'ReadCatalog', 'ListTableData', 'ReadTableData', 'FindResultsBucket', 'KeepResults'],
    },
    {
      source: { appflow: { flow: 'sales', destination: 's3://acme-flow/', format: FORMAT } },
      sids: ['FollowFlow', 'ListData', 'ReadData'],
    },
  ])('follows from its source: $source', ({ source, sids }) => {
    expect(statementsOf(datasetRole(source)!).map(({ sid }) => sid)).toEqual(sids)
  })

  it.each<{ readonly source: SourceSpec }>([
    { source: { folder: { historical: './x', format: FORMAT } } },
    { source: { rds: { ...TABLE, engine: 'postgres', host: 'db.example.com', user: 'reader' } } },
  ])('is not made for what needs none: $source', ({ source }) => {
    expect(datasetRole(source)).toBeUndefined()
  })

  it.each<{ readonly source: SourceSpec; readonly of: string }>([
    {
      source: { rds: { ...TABLE, engine: 'mysql', instance: 'shop', secret: SECRET, region: 'eu-west-1' } },
      of: ACCOUNT,
    },
    { source: { redshift: { ...TABLE, cluster: 'shop', region: 'eu-west-1' } }, of: ACCOUNT },
    { source: { athena: { ...ATHENA, region: 'eu-west-1' } }, of: ACCOUNT },
    {
      source: { appflow: { flow: 'sales', destination: 's3://acme-flow/', format: FORMAT, region: 'eu-west-1' } },
      of: ACCOUNT,
    },
    {
      source: {
        redshift: {
          ...TABLE,
          workgroup: `arn:aws:redshift-serverless:eu-west-1:${ACCOUNT}:workgroup/${WORKGROUP}`,
        },
      },
      of: ACCOUNT,
    },
  ])('is of the region of the data, and of no other: $source', ({ source, of }) => {
    const places = placesOf(source)
    expect(places.length).toBeGreaterThan(0)
    expect(new Set(places.map((arn) => arn.split(':').slice(3, 5).join(' ')))).toEqual(new Set([`eu-west-1 ${of}`]))
  })

  it('takes the keys of the data and of the results of Athena apart', () => {
    const dataset = { encryption: { key: THEIR_KEY }, results: { key: KEY, bucketKeys: true } }
    const statements = statementsOf(datasetRole({ athena: ATHENA }, { dataset })!)
    const keyOf = (sid: string) => statements.find((statement) => statement.sid === sid)?.resources
    expect([keyOf('DecryptTableData'), keyOf('UseResultsKey')]).toEqual([[THEIR_KEY], [KEY]])
  })

  it('names what Athena lacks, where it stands in a spec', () => {
    const { data: _data, results: _results, ...without } = ATHENA
    expect(() => policies({ athena: without })).toThrow('Add `data` and `results` to the source `athena`')
    expect(() => policies({ athena: { ...without, data: ATHENA.data } })).toThrow('Add `results` to')
  })
})

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
describe('data of another account', () => {
  const secret = `arn:aws:secretsmanager:us-east-2:${THEIRS}:secret:${SECRET}-a1B2c3`
  const database: SourceSpec = {
    rds: { ...TABLE, engine: 'postgres', host: 'db.example.com', secret, secretKeyArn: THEIR_KEY },
  }
  const lake: PolicyOptions = { dataset: { account: THEIRS, encryption: { key: THEIR_KEY, bucketKeys: true } } }
  const through = { 'aws:CalledVia': ['athena.amazonaws.com'], 's3:ResourceAccount': THEIRS }
  const flow: SourceSpec = { appflow: { flow: 'sales', destination: 's3://acme-flow/out/', format: FORMAT } }

  it.each<{
    readonly what: string
    readonly source: SourceSpec
    readonly options?: PolicyOptions
    readonly kind: ResourcePolicy['kind']
    readonly ask: readonly [string, string, Readonly<Record<string, string | string[]>>]
  }>([
    {
      what: 'a secret',
      source: database,
      kind: 'dataset-secret',
      ask: ['secretsmanager:GetSecretValue', secret, { 'secretsmanager:VersionStage': 'AWSCURRENT' }],
    },
    {
      what: 'the key of a secret',
      source: database,
      kind: 'dataset-secret-key',
      ask: [
        'kms:Decrypt',
        THEIR_KEY,
        {
          'kms:ViaService': 'secretsmanager.us-east-2.amazonaws.com',
          'kms:EncryptionContext:SecretARN': secret,
        },
      ],
    },
    {
      what: 'a secret that Redshift reads, without naming a version',
      source: { redshift: { ...TABLE, cluster: 'shop', secret, secretKeyArn: THEIR_KEY } },
      kind: 'dataset-secret',
      ask: ['secretsmanager:GetSecretValue', secret, {}],
    },
    {
      what: 'files of a table, through Athena',
      source: { athena: ATHENA },
      options: lake,
      kind: 'dataset-bucket',
      ask: ['s3:GetObject', 'arn:aws:s3:::acme-lake/orders/part-0', through],
    },
    {
      what: 'the key of these files',
      source: { athena: ATHENA },
      options: lake,
      kind: 'dataset-key',
      ask: [
        'kms:Decrypt',
        THEIR_KEY,
        {
          'kms:ViaService': 's3.us-east-2.amazonaws.com',
          'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::acme-lake',
        },
      ],
    },
    {
      what: 'deliveries of a flow',
      source: flow,
      options: lake,
      kind: 'dataset-bucket',
      ask: ['s3:GetObject', 'arn:aws:s3:::acme-flow/out/sales/1.json', { 's3:ResourceAccount': THEIRS }],
    },
  ])('is read when both sides agree, and both are generated: $what', ({ source, options = {}, kind, ask }) => {
    const { roles, resourcePolicies } = policies(source, options)
    const role = roles.find((one) => one.kind === 'dataset')!
    const shared = resourcePolicies.find((one) => one.kind === kind)!
    expect(shared.reason).toContain(`account ${THEIRS}`)
    const [action, resource, contextVariables] = ask
    const decide = (principal: string, withTheirs: boolean): string =>
      evaluateRequest(
        { principal, action, resource: { resource, accountId: THEIRS }, contextVariables },
        {
          identityPolicies: role.documents.map(toIamPolicy),
          ...(withTheirs && { resourcePolicy: toIamPolicy(shared.document) }),
        },
      ).decision
    expect(decide(role.arn, true)).toBe('Allowed')
    expect(decide(role.arn, false)).toBe('ImplicitlyDenied')
    expect(decide(STRANGER, true)).toBe('ImplicitlyDenied')
  })

  it('has one policy for each bucket, secret and key, and none for what is ours', () => {
    expect(sharedResources(database)).toEqual([`dataset-secret ${secret}`, `dataset-secret-key ${THEIR_KEY}`])
    expect(sharedResources({ athena: ATHENA }, lake)).toEqual([
      'dataset-bucket arn:aws:s3:::acme-lake',
      `dataset-key ${THEIR_KEY}`,
    ])
    expect(
      sharedResources({ athena: ATHENA }, { dataset: { encryption: { key: KEY }, results: { key: KEY } } }),
    ).toEqual([])
    // A bucket of ours with a key of theirs.
    expect(sharedResources(flow, { dataset: { encryption: { key: THEIR_KEY } } })).toEqual([`dataset-key ${THEIR_KEY}`])
  })

  it('says which actions on the results the key of another account has to allow', () => {
    const { resourcePolicies } = policies({ athena: ATHENA }, { dataset: { results: { key: THEIR_KEY } } })
    expect(resourcePolicies[1]!.document.statements.map(({ actions }) => actions)).toEqual([
      ['kms:Decrypt', 'kms:GenerateDataKey'],
    ])
  })
})

describe('the endpoints of an engine in a VPC', () => {
  const network = { subnets: ['subnet-0a1b2c3d'], securityGroups: ['sg-0a1b2c3d'] }
  const endpoints = (source: SourceSpec): readonly string[] =>
    policies(source, { network })
      .resourcePolicies.filter(({ kind }) => kind === 'endpoint')
      .map(({ resource }) => resource)
      .filter((service) => service !== 's3' && service !== 'sts')

  it.each<{ readonly source: SourceSpec; readonly services: readonly string[] }>([
    { source: { cloudwatch: { namespace: 'AWS/Lambda' } }, services: ['monitoring'] },
    {
      source: { rds: { ...TABLE, engine: 'mysql', instance: 'shop', secret: SECRET } },
      services: ['rds', 'secretsmanager'],
    },
    {
      source: { rds: { ...TABLE, engine: 'mysql', host: 'db.example.com', secret: SECRET } },
      services: ['secretsmanager'],
    },
    { source: { redshift: { ...TABLE, cluster: 'shop' } }, services: ['redshift-data'] },
    // The Data API reads the secret itself, from outside of the VPC.
    { source: { redshift: { ...TABLE, cluster: 'shop', secret: SECRET } }, services: ['redshift-data'] },
    { source: { athena: ATHENA }, services: ['athena'] },
    { source: { appflow: { flow: 'sales', destination: 's3://acme-flow/', format: FORMAT } }, services: ['appflow'] },
  ])('are those that the source calls itself: $source', ({ source, services }) => {
    expect(endpoints(source)).toEqual(services)
  })
})

// Guide: Using Amazon RDS with Lookout for Metrics, the sample for several accounts.
describe('an engine in subnets that another account shares', () => {
  it('makes interfaces in these subnets, and is itself of its own account', () => {
    const network = { subnets: ['subnet-0a1b2c3d'], securityGroups: ['sg-0a1b2c3d'], subnetAccount: THEIRS }
    const engine = policies({ cloudwatch: { namespace: 'x' } }, { network }).roles.find(
      ({ kind }) => kind === 'engine',
    )!
    const statements = engine.documents.find(({ name }) => name === 'network')!.statements
    const subnet = `arn:aws:ec2:us-east-2:${THEIRS}:subnet/subnet-0a1b2c3d`
    const of = (sid: string) => statements.find((statement) => statement.sid === sid)!
    expect(of('CreateInterfaceInSubnets').resources).toEqual([subnet])
    expect(of('RemoveInterface').conditions).toEqual({ ArnEquals: { 'ec2:Subnet': [subnet] } })
    expect(of('CreateInterfaceWithGroups').resources).toEqual([
      `arn:aws:ec2:us-east-2:${ACCOUNT}:security-group/sg-0a1b2c3d`,
    ])
  })
})
