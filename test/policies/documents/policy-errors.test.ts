import { readFileSync } from 'node:fs'
import { array, assert as assertLaw, integer, property, stringMatching, uniqueArray } from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  athenaDatasetStatements,
  networkStatements,
  engineNames,
  notifierNames,
  notifierRole,
  peoplePolicies,
  policiesFor,
  POLICY_ERRORS,
  PolicyError,
  rdsDatasetStatements,
  redshiftDatasetStatements,
  s3DatasetStatements,
  snsAlertStatements,
  splitDocument,
  toIamPolicy,
  policySize,
  type EnginePlace,
  type NotifierNeeds,
  type PolicyOptions,
  type Statement,
} from '../../../policies/index.ts'
import { withDefaults, type ResolvedDetector, type SourceSpec } from '../../../spec/index.ts'
import { ACCOUNT, KEY, PLACE } from './ask.ts'

const TOPIC = `arn:aws:sns:us-east-2:${ACCOUNT}:oncall`

function spec(topic = TOPIC): ResolvedDetector {
  return withDefaults({
    detector: 'revenue',
    interval: 'PT1H',
    dataset: {
      source: { s3: { historical: 's3://acme/history/', format: { csv: {} } } },
      timestamp: { column: 't', format: 'yyyy-MM-dd HH' },
      measures: [{ column: 'v', aggregation: 'SUM' }],
    },
    alerts: [{ name: 'oncall', channel: { sns: { topic } } }],
  })
}

const RDS = {
  engine: 'postgres',
  instance: 'shop',
  database: 'shop',
  table: 'orders',
  secret: 'AmazonLookoutMetrics-shop',
} as const
const ATHENA = { workgroup: 'analytics', database: 'web', table: 'orders' } as const

/** The policies of a detector with a source. */
const of = (source: SourceSpec) => () =>
  policiesFor(
    withDefaults({
      detector: 'revenue',
      interval: 'PT1H',
      dataset: { source, timestamp: { column: 'at' }, measures: [{ column: 'v', aggregation: 'SUM' }] },
    }),
    PLACE,
  )

const at =
  (place: Partial<EnginePlace>, options: PolicyOptions = {}) =>
  () =>
    policiesFor(spec(), { ...PLACE, ...place }, options)
const notifier = (needs: Partial<NotifierNeeds>) => () =>
  notifierRole(PLACE, { service: 'slack', channel: 'oncall', secret: 'crowsnest/x', ...needs })
const s3 = (continuous: string) => () => s3DatasetStatements(PLACE, { continuous, historical: null })
const statement = (sid: string, length: number): Statement => ({
  sid,
  effect: 'Allow',
  actions: ['s3:GetObject'],
  resources: ['x'.repeat(length)],
  conditions: {},
  reason: '',
  operations: [],
  source: '',
})

const PROVOKED: readonly (readonly [code: keyof typeof POLICY_ERRORS, what: string, run: () => unknown])[] = [
  ['REGION_INVALID', 'a zone', at({ region: 'us-east-1a' })],
  ['REGION_INVALID', 'nothing', at({ region: '' })],
  ['PARTITION_UNKNOWN', 'a partition of another region', at({ partition: 'aws-cn' })],
  ['PARTITION_UNKNOWN', 'a region of another partition', at({ region: 'us-gov-west-1' })],
  ['ACCOUNT_INVALID', 'a number that lost its zeros', at({ account: '12345' })],
  ['ACCOUNT_INVALID', 'the account of a dataset', at({}, { dataset: { account: '*' } })],
  ['ENGINE_NAME_INVALID', 'a wildcard', at({ engine: '*' })],
  ['ENGINE_NAME_INVALID', 'a name that is too long', at({ engine: 'a'.repeat(33) })],
  ['CHANNEL_NAME_INVALID', 'a slash', () => notifierNames(PLACE, { service: 'slack', channel: 'on/call' })],
  ['CHANNEL_NAME_INVALID', 'a name that is too long', notifier({ channel: 'a'.repeat(33) })],
  ['NAME_INVALID', 'a secret with a wildcard', notifier({ secret: 'crowsnest/*' })],
  [
    'ARN_INVALID',
    'a secret that is a parameter',
    notifier({ secret: 'arn:aws:ssm:us-east-2:111122223333:parameter/x' }),
  ],
  [
    'ARN_PARTITION',
    'a secret in China',
    notifier({ secret: 'arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:x' }),
  ],
  [
    'ARN_INVALID',
    'failures to a function',
    notifier({ onFailure: 'arn:aws:lambda:us-east-2:111122223333:function:x' }),
  ],
  ['BUCKET_INVALID', 'a wildcard', at({ stateBucket: 'acme-*' })],
  ['BUCKET_INVALID', 'in a path', s3('s3://Acme/x/')],
  ['ROLE_PATH_INVALID', 'no slash', at({}, { rolePath: 'crowsnest' })],
  ['ROLE_PATH_INVALID', 'a wildcard', at({}, { rolePath: '/*/' })],
  ['ROLE_PATH_INVALID', 'of service roles', at({}, { serviceRolePath: 'services' })],
  ['ROLE_PATH_OUTSIDE', 'of another engine', at({}, { serviceRolePath: '/crowsnest/us-east-2/other/services/' })],
  ['ARN_INVALID', 'a boundary that is a name', at({}, { boundary: 'boundary' })],
  ['ARN_INVALID', 'a key without its region', at({ stateKey: `arn:aws:kms:::key/x` })],
  ['ARN_INVALID', 'a subscription', () => snsAlertStatements(PLACE, { topic: `${TOPIC}:0000` })],
  [
    'ARN_INVALID',
    'a topic of everybody',
    () => snsAlertStatements(PLACE, { topic: `arn:aws:sns:us-east-2:${ACCOUNT}:*` }),
  ],
  ['ARN_PARTITION', 'a topic in China', () => policiesFor(spec(`arn:aws-cn:sns:cn-north-1:${ACCOUNT}:oncall`), PLACE)],
  ['KEY_IS_ALIAS', 'an alias', at({ stateKey: `arn:aws:kms:us-east-2:${ACCOUNT}:alias/mine` })],
  ['PATH_INVALID', 'a bucket without scheme', s3('acme/x')],
  ['PATH_INVALID', 'a template for a bucket', s3('s3://{{yyyy}}/x')],
  ['NAME_INVALID', 'a wildcard for a cluster', () => redshiftDatasetStatements(PLACE, { cluster: '*', database: 'd' })],
  [
    'NAME_INVALID',
    'a variable for a user',
    () => rdsDatasetStatements(PLACE, { iamUser: { resourceId: 'db-A', user: '${aws:username}' } }),
  ],
  [
    'NAME_INVALID',
    'a table that goes up',
    () =>
      athenaDatasetStatements(PLACE, {
        workgroup: 'w',
        database: 'd',
        table: 'a/*',
        data: 's3://abc/x',
        results: 's3://abc/y',
      }),
  ],
  [
    'NAME_INVALID',
    'a subnet of another form',
    () => networkStatements(PLACE, engineNames(PLACE), { subnets: ['subnet-*'], securityGroups: ['sg-0a1b2c3d'] }),
  ],
  ['NAME_INVALID', 'detectors in the middle', () => peoplePolicies(PLACE, { detectors: 'a*b' })],
  ['NAME_INVALID', 'a secret', () => rdsDatasetStatements(PLACE, { secret: { secret: 'AmazonLookoutMetrics-*' } })],
  ['SECRET_PREFIX', 'another secret', () => rdsDatasetStatements(PLACE, { secret: { secret: 'prod/admin' } })],
  [
    'CHOICE_MISSING',
    'two ways to sign in',
    () => rdsDatasetStatements(PLACE, { secret: { secret: 'x' }, iamUser: { resourceId: 'r', user: 'u' } }),
  ],
  [
    'CHOICE_MISSING',
    'no subnet',
    () => networkStatements(PLACE, engineNames(PLACE), { subnets: [], securityGroups: ['sg-0a1b2c3d'] }),
  ],
  ['REGION_ELSEWHERE', 'a database in China', of({ rds: { ...RDS, region: 'cn-north-1' } })],
  [
    'ACCOUNT_ELSEWHERE',
    'a workgroup of another account',
    of({
      redshift: {
        workgroup: 'arn:aws:redshift-serverless:us-east-2:444455556666:workgroup/0d5c3a1e-8b7f-4e2a-9c6d-1f0e2d3c4b5a',
        database: 'dev',
        table: 'orders',
      },
    }),
  ],
  ['FOLDER_MISSING', 'a table without its files', of({ athena: ATHENA })],
  ['CATALOG_OTHER', 'a catalog of a connector', of({ athena: { ...ATHENA, catalog: 'dynamo' } })],
  [
    'SECRET_KEY_MISSING',
    'a secret of another account',
    of({
      rds: { ...RDS, secret: 'arn:aws:secretsmanager:us-east-2:444455556666:secret:AmazonLookoutMetrics-x-a1B2c3' },
    }),
  ],
  ['ALERT_UNKNOWN', 'a key for an alert that is not there', at({}, { topicKeys: { other: KEY } })],
  [
    'STATEMENT_TOO_LARGE',
    'one statement',
    () => splitDocument({ name: 'p', kind: 'identity', statements: [statement('A', 300)] }, 200),
  ],
  ['TRUST_TOO_LARGE', 'a small quota', at({}, { trustLimit: 100 })],
  [
    'POLICIES_TOO_MANY',
    'a combined role of many long alerts',
    () => {
      const long = spec(`arn:aws:sns:us-east-2:${ACCOUNT}:${'t'.repeat(250)}`)
      const alerts = Array.from({ length: 40 }, (_, i) => ({ ...long.alerts[0]!, name: `${i}` }))
      const topicKeys = Object.fromEntries(alerts.map(({ name }) => [name, KEY]))
      return policiesFor({ ...long, alerts }, PLACE, { roles: 'combined', topicKeys, trustLimit: 4_096 })
    },
  ],
]

describe('what no policy can be written for', () => {
  it.each(PROVOKED)('gives %s for %s', (code, _what, run) => {
    let thrown: unknown
    try {
      run()
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(PolicyError)
    expect(thrown).toMatchObject({ code })
    expect((thrown as PolicyError).message).toMatch(new RegExp(`\\. .*\\[${code}\\]$`))
  })

  it('is provoked above for every code, and documented in docs/iam.md', () => {
    const codes = Object.keys(POLICY_ERRORS).toSorted()
    expect([...new Set(PROVOKED.map(([code]) => code))].toSorted()).toEqual(codes)
    const page = readFileSync('docs/iam.md', 'utf8')
    expect(codes.filter((code) => !page.includes(`\`${code}\``))).toEqual([])
  })
})

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
describe('splitDocument', () => {
  const documents = array(integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 30 })
    .map((lengths) => lengths.map((length, i) => statement(`S${i}`, length)))
    .map((statements) => ({ name: 'p', kind: 'identity' as const, statements }))

  it('keeps every statement, in order, in parts that fit and have names of their own', () => {
    assertLaw(
      property(documents, integer({ min: 550, max: 2000 }), (document, limit) => {
        const parts = splitDocument(document, limit)
        expect(parts.flatMap(({ statements }) => statements)).toEqual(document.statements)
        for (const part of parts) expect(policySize(part)).toBeLessThanOrEqual(limit)
        expect(new Set(parts.map(({ name }) => name)).size).toBe(parts.length)
      }),
    )
  })

  it('leaves alone what fits', () => {
    const document = { name: 'p', kind: 'identity' as const, statements: [statement('A', 10)] }
    expect(splitDocument(document, 6_144)).toEqual([document])
  })

  it('counts no whitespace, as IAM does', () => {
    const document = { name: 'p', kind: 'identity' as const, statements: [statement('A', 10)] }
    const spaced = { ...document, statements: [{ ...document.statements[0]!, resources: [`${'x'.repeat(10)}   `] }] }
    expect(policySize(spaced)).toBe(policySize(document))
  })
})

describe('toIamPolicy', () => {
  it('writes the same for the same access, whatever the order it was given in', () => {
    const values = uniqueArray(stringMatching(/^[a-c]{1,3}$/), { minLength: 1, maxLength: 5 })
    assertLaw(
      property(values, values, values, (actions, resources, keys) => {
        const one: Statement = {
          ...statement('A', 1),
          actions,
          resources,
          conditions: { StringEquals: Object.fromEntries(keys.map((key) => [key, actions])) },
        }
        const other: Statement = {
          ...one,
          actions: [...actions, ...actions].toReversed(),
          resources: resources.toReversed(),
          conditions: { StringEquals: Object.fromEntries(keys.toReversed().map((key) => [key, actions.toReversed()])) },
        }
        const [first, second] = [one, other].map((each) =>
          JSON.stringify(toIamPolicy({ name: 'p', kind: 'identity', statements: [each] })),
        )
        expect(second).toBe(first)
      }),
    )
  })
})
