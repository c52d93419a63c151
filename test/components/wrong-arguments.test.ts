import { Topic } from '@pulumi/aws/sns/index.js'
import * as pulumi from '@pulumi/pulumi'
import { beforeAll, describe, expect, it } from 'vitest'
import { Alert, Dataset, Detector, ServiceRole } from '../../components/index.ts'
import { runProgram } from './harness.ts'
import { ACCOUNT, ALERTS, DATASET, KEY, ROLES, TOPIC } from './sample-detector.ts'

type Args = Readonly<Record<string, unknown>>

const ENGINE = { name: 'engine' }
const LONG = 'x'.repeat(64)
const CHINA = 'arn:aws-cn:sns:cn-north-1:111122223333:oncall'

/** Arguments that nothing is wrong with, by component. */
const GOOD: Readonly<Record<string, Args>> = {
  Detector: { engine: ENGINE, interval: 'PT1H', dataset: DATASET, alerts: ALERTS },
  Dataset: { engine: ENGINE, detector: 'revenue', interval: 'PT1H', ...DATASET },
  Alert: { engine: ENGINE, detector: 'revenue', channel: { sns: { topic: TOPIC } } },
  ServiceRole: { engine: ENGINE, detector: 'revenue', dataset: { s3: { historical: 's3://acme/history/' } } },
}

const COMPONENTS: Readonly<Record<string, new (name: string, args: never) => unknown>> = {
  Detector,
  Dataset,
  Alert,
  ServiceRole,
}

const { source: _source, ...NO_SOURCE } = DATASET
const TWO_SOURCES = { s3: DATASET.source.s3, folder: { historical: './x', format: { jsonLines: {} } } }

const TABLE = { database: 'shop', table: 'orders' } as const
const RDS = { ...TABLE, engine: 'postgres', instance: 'shop', secret: 'AmazonLookoutMetrics-shop' } as const
const ATHENA = { ...TABLE, workgroup: 'w', data: 's3://acme/d/', results: 's3://acme/r/' } as const
const WORKGROUP = 'workgroup/0d5c3a1e-8b7f-4e2a-9c6d-1f0e2d3c4b5a'
const THEIR_SECRET = 'arn:aws:secretsmanager:us-east-2:444455556666:secret:AmazonLookoutMetrics-shop-a1B2c3'

/** The detector with a dataset of another source. */
function of(source: Args, more: Args = {}): Args {
  return { dataset: { source, timestamp: { column: 'at' }, measures: DATASET.measures }, alerts: [], ...more }
}

/** What is wrong, the property that is told, and the cure. */
const PLAIN: readonly (readonly [component: string, change: Args, path: string, cure: string])[] = [
  ['Detector', { interval: 'PT15M' }, 'interval', 'Use PT5M, PT10M, PT1H or P1D.'],
  ['Detector', { interval: 'hourly' }, 'interval', 'Did you mean `PT1H`?'],
  ['Detector', { detectorName: LONG }, 'detectorName', 'Use 1 to 63 letters'],
  ['Detector', { alerts: [{ ...ALERTS[0], threshold: 101 }] }, 'alerts[0].threshold', 'from 0 to 100'],
  ['Detector', { alerts: [{ ...ALERTS[1], treshold: 70 }] }, 'alerts[0].treshold', 'did you mean `threshold`?'],
  [
    'Detector',
    { alerts: [ALERTS[1], { ...ALERTS[0], dimensions: { shops: ['us'] } }] },
    'alerts[1].dimensions.shops',
    'Did you mean `shop`?',
  ],
  ['Detector', { alerts: [{ ...ALERTS[0], measures: ['profit'] }] }, 'alerts[0].measures[0]', 'Use `revenue`.'],
  ['Detector', { alerts: [ALERTS[0], ALERTS[0]] }, 'alerts[1].name', 'unique'],
  ['Detector', { alerts: [{ name: LONG, channel: { log: {} } }] }, 'alerts[0].name', 'Use 1 to 63 letters'],
  ['Detector', { alerts: [{ name: 'x', channel: {} }] }, 'alerts[0].channel', 'sns'],
  ['Detector', { dataset: NO_SOURCE }, 'dataset.source', 'Add `source`'],
  ['Detector', { dataset: { ...DATASET, source: {} } }, 'dataset.source', '`s3`'],
  ['Detector', { dataset: { ...DATASET, source: TWO_SOURCES } }, 'dataset.source', 'remove the rest'],
  ['Detector', { dataset: { ...DATASET, source: TWO_SOURCES } }, 'dataset.source.folder', 'use `s3`'],
  [
    'Detector',
    { dataset: { ...DATASET, measures: [{ column: 'a', aggregation: 'MAX' }] } },
    'dataset.measures[0].aggregation',
    '`SUM`',
  ],
  ['Detector', { dataset: { ...DATASET, filters: { 'shop kind': ['a'] } } }, 'dataset.filters["shop kind"]', '`shop`'],
  ['Detector', { dataset: { ...DATASET, role: 'reader' } }, 'dataset.role', 'arn:aws:iam::<account>:role/'],
  [
    'Detector',
    { dataset: { ...DATASET, source: { s3: { historical: 's3://acme/h/', format: { parquet: {} } } } } },
    'dataset.source.s3.continuous',
    'activate: false',
  ],
  [
    'Detector',
    { dataset: { ...DATASET, source: { s3: { ...DATASET.source.s3, backtest: true } } } },
    'dataset.source.s3.backtest',
    'Leave it out, or set `activate: false`',
  ],
  ['Detector', of({ rds: { ...RDS, backtest: true } }), 'dataset.source.rds.backtest', 'activate: false'],
  ['Detector', of({ rds: { ...RDS, secret: undefined } }), 'dataset.source.rds', '`secret`'],
  ['Detector', of({ rds: { ...RDS, secret: 'prod/shop' } }), 'dataset.source.rds.secret', 'secretPrefix'],
  [
    'Detector',
    of({ rds: { ...RDS, secret: undefined, user: 'u' } }),
    'dataset.source.rds.user',
    'Put user and password',
  ],
  [
    'Detector',
    of({ rds: { ...RDS, certificateAuthority: './ca.pem' } }),
    'dataset.source.rds.certificateAuthority',
    'Leave it out',
  ],
  ['Detector', of({ rds: { ...RDS, shema: 'shop' } }), 'dataset.source.rds.shema', 'did you mean `schema`?'],
  [
    'Detector',
    of(
      { rds: { ...RDS, secret: THEIR_SECRET } },
      { engine: { name: 'engine', account: ACCOUNT, region: 'us-east-2' } },
    ),
    'dataset.source.rds.secretKeyArn',
    'Encrypt it with a key of KMS',
  ],
  [
    'Detector',
    of(
      { rds: { ...RDS, secret: THEIR_SECRET.replaceAll('us-east-2', 'cn-north-1').replace('aws', 'aws-cn') } },
      { engine: { name: 'engine', region: 'us-east-2', partition: 'aws' } },
    ),
    'dataset.source.rds.secret',
    'Name one in aws',
  ],
  ['Detector', of({ redshift: { ...TABLE } }), 'dataset.source.redshift', '`workgroup`'],
  [
    'Detector',
    of(
      { redshift: { ...TABLE, workgroup: `arn:aws:redshift-serverless:us-east-2:444455556666:${WORKGROUP}` } },
      { engine: { name: 'engine', account: ACCOUNT, region: 'us-east-2' } },
    ),
    'dataset.source.redshift.workgroup',
    'a datashare',
  ],
  ['Detector', of({ redshift: { ...TABLE, cluster: 'c', user: 'a b' } }), 'dataset.source.redshift', '"a b"'],
  ['Detector', of({ athena: { ...ATHENA, data: undefined } }), 'dataset.source.athena.data', 'Add `data`'],
  ['Detector', of({ athena: { ...ATHENA, results: undefined } }), 'dataset.source.athena.results', 'Add `results`'],
  ['Detector', of({ athena: { ...ATHENA, catalog: 'dynamo' } }), 'dataset.source.athena.catalog', 'a role of yours'],
  ['Detector', of({ rds: RDS }, { bucketAccount: '444455556666' }), 'bucketAccount', 'The source rds has no bucket'],
  ['Detector', { resultsKeyArn: KEY }, 'resultsKeyArn', 'The source s3 keeps no results'],
  ['Detector', of({ athena: ATHENA }, { resultsKeyArn: 'alias/x' }), 'resultsKeyArn', 'kms:<region>'],
  ['Detector', { dataset: undefined, backtest: { maxAlertsPerWeek: 1 } }, 'backtest', 'Say it on the `Dataset`'],
  ['Detector', { backtest: { maxAlertsPerWeek: -1 } }, 'backtest.maxAlertsPerWeek', '0 or more'],
  ['Detector', { backtest: { maxAlertsPerWeek: 1, threshold: 101 } }, 'backtest.threshold', 'from 0 to 100'],
  ['Detector', { engine: { name: 'x'.repeat(33) } }, 'engine.name', 'Use 1 to 32 letters'],
  ['Detector', { engine: { name: 'engine', stateBucket: 'Acme' } }, 'engine.stateBucket', '3 to 63'],
  ['Detector', { roles: 'one' }, 'roles', 'separate, combined'],
  ['Detector', { roleArn: 'reader' }, 'roleArn', 'iam::<account>:role/'],
  ['Detector', { rolePath: 'team' }, 'rolePath', 'Begin and end it with a slash'],
  ['Detector', { permissionsBoundary: 'bound' }, 'permissionsBoundary', 'policy/<name>'],
  ['Detector', { bucketAccount: '12345' }, 'bucketAccount', '12 digits'],
  ['Detector', { bucketKeyArn: 'arn:aws:kms:us-east-2:111122223333:alias/data' }, 'bucketKeyArn', 'Name the key'],
  ['Detector', { topicKeyArns: { other: 'x' } }, 'topicKeyArns.other', 'Name one of oncall, ticket, log.'],
  ['Detector', { tags: { 'aws:team': 'x' } }, 'tags["aws:team"]', 'Use another prefix'],
  ['Detector', { quotas: { metrics: 0 } }, 'quotas.metrics', '1'],
  ['Detector', { alerts: pulumi.output(ALERTS) }, 'alerts', 'Write it out'],
  ['Detector', { alerts: [{ ...ALERTS[0], name: pulumi.output('x') }] }, 'alerts[0].name', 'Write it out'],
  ['Detector', { dataset: pulumi.output(DATASET) }, 'dataset', 'Write it out'],
  [
    'Detector',
    {
      engine: { name: 'engine', region: 'us-east-2', partition: 'aws' },
      alerts: [{ name: 'x', channel: { sns: { topic: CHINA } } }],
    },
    'alerts[0].channel.sns.topic',
    'Name one in aws',
  ],
  [
    'Dataset',
    { source: { athena: { ...ATHENA, results: undefined } }, timestamp: { column: 'at' } },
    'source.athena.results',
    'Add `results`',
  ],
  [
    'Dataset',
    { source: { cloudwatch: { namespace: 'x', backtest: true } }, timestamp: undefined },
    'source.cloudwatch.backtest',
    'activate: false',
  ],
  ['Dataset', { interval: 'PT15M' }, 'interval', 'Use PT5M, PT10M, PT1H or P1D.'],
  ['Dataset', { source: undefined }, 'source', 'Add `source`'],
  ['Dataset', { source: TWO_SOURCES }, 'source', 'remove the rest'],
  ['Dataset', { detector: LONG }, 'detector', 'Use 1 to 63 letters'],
  ['Dataset', { dimension: ['shop'], dimensions: undefined }, 'dimension', 'Did you mean `dimensions`?'],
  ['Detector', { alert: ALERTS }, 'alert', 'Did you mean `alerts`?'],
  ['Alert', { severity: 70 }, 'severity', 'Use `engine`'],
  ['ServiceRole', { name: 'x' }, 'name', 'Use `engine`'],
  ['Dataset', { offset: '10m' }, 'offset', 'Did you mean `PT10M`?'],
  ['Dataset', { timezone: 'CEST' }, 'timezone', 'Europe/Berlin'],
  ['Dataset', { filters: { shops: ['a'] } }, 'filters.shops', 'Did you mean `shop`?'],
  ['Dataset', { backtest: { maxAlertsPerWeek: -1 } }, 'backtest.maxAlertsPerWeek', '0 or more'],
  ['Alert', { threshold: 101 }, 'threshold', 'from 0 to 100'],
  ['Alert', { alertName: LONG }, 'alertName', 'Use 1 to 63 letters'],
  ['Alert', { detector: 'my detector' }, 'detector', 'Use 1 to 63 letters'],
  ['Alert', { channel: { sns: { topic: TOPIC, format: 'MAIL' } } }, 'channel.sns.format', 'LONG_TEXT'],
  ['Alert', { channel: { sns: { topic: 'oncall' } } }, 'channel.sns.topic', 'arn:aws:sns:'],
  ['Alert', { channel: { sns: { topic: TOPIC }, log: {} } }, 'channel', 'remove the rest'],
  ['Alert', { channel: undefined }, 'channel', 'Add `channel`'],
  ['Alert', { topicKeyArn: 'alias/x' }, 'topicKeyArn', 'kms:<region>'],
  ['ServiceRole', { dataset: undefined }, 'dataset', '`dataset` or `alert`'],
  ['ServiceRole', { alert: { name: 'x', sns: { topic: TOPIC } } }, 'dataset', 'Make a role for each'],
  ['ServiceRole', { dataset: { s3: {} } }, 'dataset.s3', 'Add `continuous`, `historical` or both.'],
  ['ServiceRole', { dataset: {} }, 'dataset', 'Use one of s3, cloudwatch'],
  ['ServiceRole', { dataset: { s3: { historical: 's3://a/' }, cloudwatch: {} } }, 'dataset', 'Make a role for each'],
  ['ServiceRole', { dataset: { dynamodb: {} } }, 'dataset.dynamodb', 'Use one of them'],
  ['ServiceRole', { dataset: { redshift: { cluster: 'c' } } }, 'dataset.redshift.database', 'Add `database`.'],
  ['ServiceRole', { dataset: undefined, alert: { sns: { topic: TOPIC } } }, 'alert.name', 'Add `name`.'],
  ['ServiceRole', { dataset: { s3: { historical: 's3://a_b/' } } }, 'dataset.s3', 'lower-case letters'],
  ['ServiceRole', { dataset: { rds: { instance: 'db' } } }, 'dataset.rds', 'Give exactly one'],
  ['ServiceRole', { roleName: 'a b' }, 'roleName', '1 to 64'],
  ['ServiceRole', { detector: LONG }, 'detector', 'Use 1 to 63 letters'],
]

interface Refusal {
  readonly message: string
  readonly errors: readonly { readonly propertyPath: string; readonly reason: string }[]
}

describe('wrong plain arguments', () => {
  const refusals: (Refusal | undefined)[] = []
  const accepted: string[] = []

  beforeAll(async () => {
    await runProgram(() => {
      for (const [component, change] of PLAIN) {
        refusals.push(attempt(component, `wrong-${refusals.length}`, { ...GOOD[component], ...change }))
      }
      for (const component of Object.keys(COMPONENTS)) {
        const refusal = attempt(component, `good-${component.toLowerCase()}`, GOOD[component]!)
        if (refusal === undefined) accepted.push(component)
      }
    })
  })

  it.each(PLAIN.map((row, index) => [...row, index] as const))(
    'of %s: %j at %s',
    (_component, _change, path, cure, index) => {
      const refusal = refusals[index]
      expect(refusal, 'nothing was refused').toBeDefined()
      const found = refusal!.errors.filter(({ propertyPath }) => propertyPath === path)
      expect(refusal!.errors.map(({ propertyPath }) => propertyPath)).toContain(path)
      expect(found.map(({ reason }) => reason).join(' ')).toContain(cure)
      expect(refusal!.message).toContain(path)
    },
  )

  it('are told from good ones', () => {
    expect(accepted).toEqual(Object.keys(COMPONENTS))
  })

  it('are told all at once', async () => {
    let refusal: Refusal | undefined
    await runProgram(() => {
      refusal = attempt('Detector', 'revenue', {
        ...GOOD['Detector'],
        interval: 'PT15M',
        rolePath: 'team',
        alerts: [{ ...ALERTS[0], threshold: 101 }],
        engine: { name: 'a b' },
      })
    })
    expect(refusal!.errors.map(({ propertyPath }) => propertyPath).toSorted()).toEqual([
      'alerts[0].threshold',
      'engine.name',
      'interval',
      'rolePath',
    ])
  })
})

function attempt(component: string, name: string, args: Args): Refusal | undefined {
  try {
    void new COMPONENTS[component]!(name, args as never)
    return undefined
  } catch (error) {
    if (!pulumi.InputPropertiesError.isInstance(error)) throw error
    return { message: error.message, errors: (error as unknown as Refusal).errors }
  }
}

function run(component: string, change: () => Args, preview = false): Promise<unknown> {
  const program = (): unknown =>
    void new COMPONENTS[component]!('revenue', { ...GOOD[component], ...change() } as never)
  return runProgram(program, { preview })
}

describe('wrong arguments that only become known', () => {
  it.each([
    [
      'Detector',
      () => ({ alerts: [{ name: 'x', channel: { sns: { topic: CHINA } } }] }),
      'alerts[0].channel.sns.topic',
      'Name one in aws',
    ],
    [
      'Detector',
      () => ({ roleArn: `arn:aws:iam::${ACCOUNT}:role/reader` }),
      'roleArn',
      '/crowsnest/us-east-2/engine/services/',
    ],
    [
      'Detector',
      () => ({ dataset: { ...DATASET, role: `arn:aws:iam::444455556666:role/reader` } }),
      'dataset.role',
      'another account',
    ],
    ['Detector', () => ({ rolePath: '/team/' }), 'rolePath', 'begins with /crowsnest/us-east-2/engine/services/'],
    ['Detector', () => ({ engine: pulumi.output({ name: 'a b' }) }), 'engine.name', 'Use 1 to 32 letters'],
    [
      'Detector',
      () => ({ engine: pulumi.output({ name: 'engine', roles: 'precreated' }) }),
      'createRoles',
      'createRoles: false',
    ],
    ['Detector', () => ({ interval: pulumi.output('PT15M') }), 'interval', 'Use PT5M'],
    [
      'Detector',
      () => ({ alerts: [{ ...ALERTS[0], threshold: pulumi.output(101) }] }),
      'alerts[0].threshold',
      'from 0 to 100',
    ],
    [
      'Detector',
      () => ({ alerts: [{ name: 'x', channel: pulumi.output({ log: {} }) }] }),
      'alerts[0].channel',
      'as a plain object',
    ],
    [
      'Detector',
      () => of({ rds: { ...RDS, secret: pulumi.output(THEIR_SECRET) } }),
      'dataset.source.rds.secretKeyArn',
      'Encrypt it with a key of KMS',
    ],
    [
      'Detector',
      () => of({ athena: pulumi.output({ ...TABLE, workgroup: 'w', data: 's3://acme/d/' }) }),
      'dataset.source.athena.results',
      'Add `results`',
    ],
    [
      'Detector',
      () => of({ rds: { ...RDS, region: 'cn-north-1' } }),
      'dataset.source.rds.region',
      'Name a region of aws',
    ],
    [
      'Dataset',
      () => ({ source: { rds: { ...RDS, timeout: pulumi.output('PT99H') } } }),
      'source.rds.timeout',
      'PT15M',
    ],
    ['Dataset', () => ({ measures: pulumi.output([]) }), 'measures', 'Add an entry'],
    ['Alert', () => ({ channel: { sns: { topic: CHINA } } }), 'channel.sns.topic', 'Name one in aws'],
    [
      'Alert',
      () => ({ role: `${ROLES.replace('engine', 'other')}x` }),
      'role',
      '/crowsnest/us-east-2/engine/services/',
    ],
    ['ServiceRole', () => ({ dataset: { rds: { instance: pulumi.output('db') } } }), 'dataset.rds', 'Give exactly one'],
    [
      'ServiceRole',
      () => ({ dataset: undefined, alert: { name: 'x', sns: { topic: CHINA } } }),
      'alert',
      'Name one in aws',
    ],
    ['ServiceRole', () => ({ dataset: { s3: pulumi.output({}) } }), 'dataset.s3', 'Add `continuous`'],
  ] as const)('of %s are refused: %s at %s', async (component, change, path, cure) => {
    const told = expect.objectContaining({
      message: expect.stringMatching(new RegExp(`${quoted(path)}: .*${quoted(cure)}`)),
    })
    await expect(run(component, change)).rejects.toEqual(told)
    await expect(run(component, change, true)).rejects.toEqual(told)
  })

  it('let nothing be made', async () => {
    const made: string[] = []
    const program = async (): Promise<unknown> =>
      runProgram(() => {
        const topic = new Topic('oncall', {}, { transformations: [] })
        topic.urn.apply(() => made.push('topic'))
        const threshold = topic.arn.apply((arn) => arn.length + 1000)
        const detector = new Detector('revenue', {
          engine: ENGINE,
          interval: 'PT1H',
          dataset: DATASET,
          alerts: [{ name: 'oncall', threshold, channel: { sns: { topic: topic.arn } } }],
        })
        detector.scheduleArn.apply(() => made.push('schedule'))
      })
    await expect(program()).rejects.toThrow(/alerts\[0\]\.threshold/)
    expect(made).toEqual(['topic'])
  })
})

function quoted(text: string): string {
  return text.replaceAll(/[[\].*+?()/{}$^|\\]/g, '\\$&')
}
