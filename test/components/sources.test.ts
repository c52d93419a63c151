import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Detector, Dataset, Engine, type DetectorArgs } from '../../components/index.ts'
import { athenaDatasetStatements, toIamPolicy } from '../../policies/index.ts'
import { problemsOf } from './conform.ts'
import { runProgram, type ProgramRun } from './harness.ts'
import { ACCOUNT, KEY, loadDeclared, ROLES } from './sample-detector.ts'

const PLACE = { partition: 'aws', region: 'us-east-2', account: ACCOUNT } as const
const ENGINE = { name: 'engine' }
const SECRET = { secret: 'AmazonLookoutMetrics-sales', secretKeyArn: KEY } as const
const SALES = { database: 'dev', table: 'orders' } as const
const WORKGROUP = `arn:aws:redshift-serverless:us-east-2:${ACCOUNT}:workgroup/0b1c2d3e-0000-4000-8000-00000000000a`
const ATHENA = {
  workgroup: 'crowsnest',
  database: 'sales',
  table: 'orders',
  data: 's3://acme-lake/orders/',
  results: 's3://acme-results/crowsnest/',
} as const

type Source = NonNullable<DetectorArgs['dataset']>['source']

interface Sample {
  readonly name: string
  readonly source: Source
  /** Of the dataset, beside what all have. */
  readonly timestamp?: { readonly column: string; readonly format?: string }
  /** Of the detector. */
  readonly args?: Partial<DetectorArgs>
  /** The golden policy of its role. */
  readonly policy: unknown
}

/** A policy as it was reviewed, for the region of these tests. */
function golden(name: string): unknown {
  const text = readFileSync(`test/golden/policies/source-${name}.json`, 'utf8')
  return JSON.parse(text.replaceAll('us-east-1', PLACE.region))
}

const SAMPLES: readonly Sample[] = [
  { name: 'cloudwatch', source: { cloudwatch: { namespace: 'AWS/Lambda' } }, policy: golden('cloudwatch') },
  {
    name: 'rds',
    source: { rds: { ...SALES, ...SECRET, engine: 'postgres', instance: 'sales' } },
    timestamp: { column: 'created_at' },
    policy: golden('rds-secret'),
  },
  {
    name: 'redshift, with a secret',
    source: { redshift: { ...SALES, ...SECRET, cluster: 'sales' } },
    timestamp: { column: 'created_at' },
    policy: golden('redshift-secret'),
  },
  {
    name: 'redshift, as a user',
    source: { redshift: { ...SALES, cluster: 'sales', user: 'crowsnest' } },
    timestamp: { column: 'created_at' },
    policy: golden('redshift-user'),
  },
  {
    name: 'redshift, serverless',
    source: { redshift: { ...SALES, workgroup: WORKGROUP } },
    timestamp: { column: 'created_at' },
    policy: golden('redshift-serverless'),
  },
  {
    name: 'athena',
    source: { athena: { ...ATHENA, partitions: { dt: 'yyyy-MM-dd' }, lakeFormation: true } },
    timestamp: { column: 'created_at' },
    args: { bucketKeyArn: KEY, bucketKeys: true, resultsKeyArn: KEY },
    policy: toIamPolicy({
      name: 'dataset',
      kind: 'identity',
      statements: athenaDatasetStatements(PLACE, {
        ...ATHENA,
        dataEncryption: { key: KEY, bucketKeys: true },
        resultsEncryption: { key: KEY },
        lakeFormation: true,
      }),
    }),
  },
  {
    name: 'appflow',
    source: {
      appflow: { flow: 'salesforce', destination: 's3://acme-flow/salesforce', format: { jsonLines: {} } },
    },
    timestamp: { column: 'created_at', format: 'UNIX' },
    args: { bucketKeyArn: KEY },
    policy: golden('appflow'),
  },
]

function argsOf({ source, timestamp, args }: Pick<Sample, 'source' | 'timestamp' | 'args'>) {
  const dataset = {
    source,
    ...(timestamp !== undefined && { timestamp }),
    offset: 'PT10M',
    measures: [{ column: 'revenue', aggregation: 'SUM' }],
    dimensions: ['shop'],
  } as const
  return { engine: ENGINE, interval: 'PT1H', dataset, ...args } as const
}

function deploy(sample: Pick<Sample, 'source' | 'timestamp' | 'args'>, preview = false): Promise<ProgramRun> {
  return runProgram(() => void new Detector('revenue', argsOf(sample)), { preview })
}

function policyOf(run: ProgramRun): unknown {
  return JSON.parse(String(run.resource('RolePolicy').inputs['policy']))
}

const URNS = [
  'crowsnest:index:Detector$aws:iam/role:Role$aws:iam/rolePolicy:RolePolicy::revenue-dataset-policy',
  'crowsnest:index:Detector$aws:iam/role:Role::revenue-dataset',
  'crowsnest:index:Detector$aws:lambda/invocation:Invocation::revenue-activation',
  'crowsnest:index:Detector$aws:s3/bucketObjectv2:BucketObjectv2::revenue-dataset',
  'crowsnest:index:Detector$aws:s3/bucketObjectv2:BucketObjectv2::revenue-detector',
  'crowsnest:index:Detector$aws:scheduler/schedule:Schedule::revenue-schedule',
  'crowsnest:index:Detector::revenue',
  'pulumi:pulumi:Stack::shop-test',
]

describe.each(SAMPLES)('a Detector of $name', (sample) => {
  it('has the children of every detector, in an update and in a preview', async () => {
    const run = await deploy(sample)
    expect(run.urns()).toEqual(URNS)
    expect((await deploy(sample, true)).urns()).toEqual(URNS)
    expect(problemsOf(run)).toEqual([])
  })

  it('reads its data with a role that may do this alone', async () => {
    const run = await deploy(sample)
    expect(run.resource('RolePolicy').inputs['name']).toBe('dataset')
    expect(policyOf(run)).toEqual(JSON.parse(JSON.stringify(sample.policy)))
  })

  it('declares the dataset as it was given, with its role, and the engine can load it', async () => {
    const run = await deploy(sample)
    const { inputs } = run.resource('BucketObjectv2', 'revenue-dataset')
    const role = expect.stringMatching(new RegExp(`^${ROLES}crowsnest-revenue-dataset-`))
    expect(inputs['key']).toBe('detectors/revenue/dataset.json')
    expect(JSON.parse(String(inputs['content']))).toEqual({ ...argsOf(sample).dataset, role })
    const [kind] = Object.keys(sample.source)
    expect((await loadDeclared(run, 'revenue')).dataset.source.kind).toBe(kind)
  })

  it('is the same where its dataset stands alone', async () => {
    const { engine, interval, dataset, ...access } = argsOf(sample)
    const run = await runProgram(
      () => void new Dataset('data', { engine, detector: 'revenue', interval, ...dataset, ...access }),
    )
    expect(policyOf(run)).toEqual(policyOf(await deploy(sample)))
  })

  it('can be backtested before it is activated, and is not activated for a backtest alone', async () => {
    const run = await deploy({ ...sample, args: { ...sample.args, backtest: { maxAlertsPerWeek: 3 } } })
    expect(run.resource('Invocation', 'revenue-activation').dependencies).toContain(
      run.resource('Invocation', 'revenue-backtest').urn,
    )
    const [[kind, settings]] = Object.entries(sample.source) as [[string, object]]
    const source = { [kind]: { ...settings, backtest: true, until: '2026-06-01' } } as unknown as Source
    await expect(deploy({ ...sample, source })).rejects.toThrow(
      new RegExp(`dataset\\.source\\.${kind}\\.backtest: .*activate: false`),
    )
    const past = await deploy({
      ...sample,
      source,
      args: { ...sample.args, activate: false, backtest: { maxAlertsPerWeek: 3 } },
    })
    expect(past.resource('Invocation').name).toBe('revenue-backtest')
  })
})

describe('a Detector of a database', () => {
  const rds = SAMPLES.find(({ name }) => name === 'rds')
  const network = { subnetIds: ['subnet-0a1b2c3d'], securityGroupIds: ['sg-0a1b2c3d'] }
  const warningsOf = async (engine: () => Engine | { readonly name: string }): Promise<string> => {
    const run = await runProgram(() => void new Detector('revenue', { ...argsOf(rds!), engine: engine() }))
    return run.warnings.join('\n')
  }

  it('warns where its engine is known to be in no VPC', async () => {
    expect(await warningsOf(() => new Engine('engine'))).toContain('dataset.source.rds: The engine is in no VPC')
    expect(await warningsOf(() => new Engine('engine', { network }))).toBe('')
    expect(await warningsOf(() => ENGINE)).toBe('')
  })

  it('tells what the owner of a secret in another account adds', async () => {
    const theirs = '444455556666'
    const secret = `arn:aws:secretsmanager:us-east-2:${theirs}:secret:AmazonLookoutMetrics-sales-a1B2c3`
    const secretKeyArn = `arn:aws:kms:us-east-2:${theirs}:key/3333abcd-0000-4000-8000-00000000000c`
    const run = await deploy({
      ...rds!,
      source: { rds: { ...SALES, engine: 'postgres', host: 'db.example.com', secret, secretKeyArn } },
    })
    const report = JSON.parse(String(run.resource('crowsnest:index:Detector').outputs!['iamReport']))
    expect(report).toMatchObject({
      resourcePolicies: [
        { kind: 'dataset-secret', resource: secret, reason: expect.stringContaining(theirs) },
        { kind: 'dataset-secret-key', resource: secretKeyArn },
      ],
    })
  })

  it('runs on an engine in subnets that another account shares', async () => {
    const run = await runProgram(() => void new Engine('engine', { network, subnetAccount: '444455556666' }))
    expect(run.resource('RolePolicy', 'engine-role-network').inputs['policy']).toContain(
      'arn:aws:ec2:us-east-2:444455556666:subnet/subnet-0a1b2c3d',
    )
    expect(run.resource('Function').inputs['vpcConfig']).toEqual(network)
  })
})
