import { describe, expect, it } from 'vitest'
import {
  appflowDatasetStatements,
  athenaDatasetStatements,
  cloudwatchDatasetStatements,
  rdsDatasetStatements,
  redshiftDatasetStatements,
  s3DatasetStatements,
} from '../../../policies/index.ts'
import { ACCOUNT, allows, expectAccess, KEY, OTHER_KEY, PLACE } from './ask.ts'

const OWN = { 's3:ResourceAccount': ACCOUNT }
const VIA_S3 = { 'kms:ViaService': 's3.us-east-2.amazonaws.com' }

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
describe('the role of a dataset in S3', () => {
  const statements = s3DatasetStatements(PLACE, {
    continuous: 's3://acme-metrics/sales/{{yyyyMMdd}}/{{HHmm}}',
    historical: 's3://acme-metrics/history/',
  })

  it('lets the detector read only its own prefixes; one that looks alike is denied', () => {
    expectAccess(
      statements,
      {
        'list an interval': [
          's3:ListBucket',
          'arn:aws:s3:::acme-metrics',
          { ...OWN, 's3:prefix': 'sales/20260101/0500' },
        ],
        'list the history': ['s3:ListBucket', 'arn:aws:s3:::acme-metrics', { ...OWN, 's3:prefix': 'history/' }],
        'read an interval': ['s3:GetObject', 'arn:aws:s3:::acme-metrics/sales/20260101/0500/a.csv', OWN],
        'read the history': ['s3:GetObject', 'arn:aws:s3:::acme-metrics/history/2025.csv', OWN],
      },
      {
        'list all': ['s3:ListBucket', 'arn:aws:s3:::acme-metrics', { ...OWN, 's3:prefix': '' }],
        'list without a prefix': ['s3:ListBucket', 'arn:aws:s3:::acme-metrics', OWN],
        'list a prefix that looks alike': [
          's3:ListBucket',
          'arn:aws:s3:::acme-metrics',
          { ...OWN, 's3:prefix': 'sales-eu/' },
        ],
        'list below the history': [
          's3:ListBucket',
          'arn:aws:s3:::acme-metrics',
          { ...OWN, 's3:prefix': 'history/2025/' },
        ],
        'read a prefix that looks alike': ['s3:GetObject', 'arn:aws:s3:::acme-metrics/sales-eu/a.csv', OWN],
        'read the same of another bucket': ['s3:GetObject', 'arn:aws:s3:::acme-metrics2/sales/a.csv', OWN],
        'read a bucket that another account made under the name': [
          's3:GetObject',
          'arn:aws:s3:::acme-metrics/sales/a.csv',
          { 's3:ResourceAccount': '444455556666' },
        ],
        'read an old version': ['s3:GetObjectVersion', 'arn:aws:s3:::acme-metrics/sales/a.csv', OWN],
        write: ['s3:PutObject', 'arn:aws:s3:::acme-metrics/sales/a.csv', OWN],
        delete: ['s3:DeleteObject', 'arn:aws:s3:::acme-metrics/sales/a.csv', OWN],
        'read the list of access': ['s3:GetBucketAcl', 'arn:aws:s3:::acme-metrics', OWN],
      },
    )
  })

  it.each([
    // path, what may be listed and read of `history`
    {
      path: 's3://b1c/data.csv',
      listed: ['data.csv', 'data.csv/'],
      read: ['data.csv'],
      not: ['data.csv2', 'data.csv/x'],
    },
    { path: 's3://b1c/data', listed: ['data', 'data/'], read: ['data', 'data/x.csv'], not: ['data2', 'database/x'] },
    { path: 's3://b1c/data/', listed: ['data/'], read: ['data/x.csv'], not: ['data', 'data2/x'] },
    { path: 's3://b1c', listed: [''], read: ['x.csv'], not: [] },
    { path: 's3://b1c/what*?$/', listed: ['what*?$/'], read: ['what*?$/x'], not: ['whatever/x', 'whatAB$/x'] },
  ])('reads $path as the engine does', ({ path, listed, read, not }) => {
    const history = s3DatasetStatements(PLACE, { continuous: null, historical: path })
    const list = (prefix: string): boolean =>
      allows(history, ['s3:ListBucket', 'arn:aws:s3:::b1c', { ...OWN, 's3:prefix': prefix }])
    const get = (key: string): boolean => allows(history, ['s3:GetObject', `arn:aws:s3:::b1c/${key}`, OWN])
    expect({ listed: listed.map(list), read: read.map(get), not: not.map(get) }).toEqual({
      listed: listed.map(() => true),
      read: read.map(() => true),
      not: not.map(() => false),
    })
  })

  it('ends a template before its first key, in the middle of a name too', () => {
    const hive = s3DatasetStatements(PLACE, { continuous: 's3://acme-metrics/day={{yyyyMMdd}}/', historical: null })
    expectAccess(
      hive,
      { read: ['s3:GetObject', 'arn:aws:s3:::acme-metrics/day=20260101/a', OWN] },
      { 'read beside': ['s3:GetObject', 'arn:aws:s3:::acme-metrics/days/a', OWN] },
    )
  })

  it('says so where a template begins with its keys, and the whole bucket is read', () => {
    const whole = s3DatasetStatements(PLACE, { continuous: 's3://acme-metrics/{{yyyyMMdd}}/', historical: null })
    expect(whole[1]!.reason).toContain('all of acme-metrics')
    expect(statements[1]!.reason).not.toContain('all of')
  })

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
  it.each([
    { bucketKeys: true, bucket: true, object: false },
    { bucketKeys: false, bucket: false, object: true },
    { bucketKeys: undefined, bucket: true, object: true },
  ])('decrypts through S3 with bucket keys $bucketKeys', ({ bucketKeys, bucket, object }) => {
    const encrypted = s3DatasetStatements(PLACE, {
      continuous: 's3://acme-metrics/sales/{{yyyyMMdd}}/',
      historical: null,
      encryption: { key: KEY, ...(bucketKeys !== undefined && { bucketKeys }) },
    })
    const decrypt = (arn: string, more = VIA_S3, key = KEY): boolean =>
      allows(encrypted, ['kms:Decrypt', key, { ...more, 'kms:EncryptionContext:aws:s3:arn': arn }])
    expect(decrypt('arn:aws:s3:::acme-metrics')).toBe(bucket)
    expect(decrypt('arn:aws:s3:::acme-metrics/sales/a.csv')).toBe(object)
    const right = bucket ? 'arn:aws:s3:::acme-metrics' : 'arn:aws:s3:::acme-metrics/sales/a.csv'
    expect(decrypt('arn:aws:s3:::acme-metrics/hr/a.csv')).toBe(false)
    expect(decrypt('arn:aws:s3:::other')).toBe(false)
    expect(decrypt(right, { 'kms:ViaService': 'sns.us-east-2.amazonaws.com' })).toBe(false)
    expect(decrypt(right, VIA_S3, OTHER_KEY)).toBe(false)
    expect(allows(encrypted, ['kms:Decrypt', KEY])).toBe(false)
    expect(
      allows(encrypted, ['kms:GenerateDataKey', KEY, { ...VIA_S3, 'kms:EncryptionContext:aws:s3:arn': right }]),
    ).toBe(false)
  })
})

// https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
describe('the role of a dataset in RDS', () => {
  const arn = `arn:aws:secretsmanager:us-east-2:${ACCOUNT}:secret:AmazonLookoutMetrics-sales`
  const current = { 'secretsmanager:VersionStage': 'AWSCURRENT' }
  const statements = rdsDatasetStatements(PLACE, {
    instance: 'sales',
    secret: { secret: 'AmazonLookoutMetrics-sales', key: KEY },
  })
  const via = { 'kms:ViaService': 'secretsmanager.us-east-2.amazonaws.com' }

  it('reads its own secret, as it is now, and nothing that begins alike', () => {
    expectAccess(
      statements,
      {
        'read it': ['secretsmanager:GetSecretValue', `${arn}-a1B2c3`, current],
        'decrypt it': ['kms:Decrypt', KEY, { ...via, 'kms:EncryptionContext:SecretARN': `${arn}-a1B2c3` }],
        'find the database': ['rds:DescribeDBInstances', `arn:aws:rds:us-east-2:${ACCOUNT}:db:sales`],
      },
      {
        'read one that begins alike': ['secretsmanager:GetSecretValue', `${arn}-eu-a1B2c3`, current],
        'read one without the six characters': ['secretsmanager:GetSecretValue', arn, current],
        'read the version before': [
          'secretsmanager:GetSecretValue',
          `${arn}-a1B2c3`,
          { 'secretsmanager:VersionStage': 'AWSPREVIOUS' },
        ],
        'read a version by id': ['secretsmanager:GetSecretValue', `${arn}-a1B2c3`, { 'secretsmanager:VersionId': 'v' }],
        'change it': ['secretsmanager:PutSecretValue', `${arn}-a1B2c3`, current],
        'decrypt directly': ['kms:Decrypt', KEY, { 'kms:EncryptionContext:SecretARN': `${arn}-a1B2c3` }],
        'decrypt another secret': [
          'kms:Decrypt',
          KEY,
          { ...via, 'kms:EncryptionContext:SecretARN': `${arn}-eu-a1B2c3` },
        ],
        'use another key': ['kms:Decrypt', OTHER_KEY, { ...via, 'kms:EncryptionContext:SecretARN': `${arn}-a1B2c3` }],
        'find another database': ['rds:DescribeDBInstances', `arn:aws:rds:us-east-2:${ACCOUNT}:db:hr`],
      },
    )
  })

  it('names a secret exactly where its whole ARN is known', () => {
    const exact = rdsDatasetStatements(PLACE, { secret: { secret: `${arn}-a1B2c3` } })
    expect(exact.flatMap(({ resources }) => resources)).toEqual([`${arn}-a1B2c3`])
  })

  it('opens no secret outside of the prefix, unless told of another', () => {
    const hr = { secret: 'hr-database' }
    expect(() => rdsDatasetStatements(PLACE, { secret: hr })).toThrow('[SECRET_PREFIX]')
    expect(rdsDatasetStatements(PLACE, { secret: { ...hr, secretPrefix: 'hr-' } })).toHaveLength(1)
  })

  it('connects as its user with IAM authentication', () => {
    const user = rdsDatasetStatements(PLACE, { iamUser: { resourceId: 'db-ABC', user: 'crowsnest' } })
    const start = `arn:aws:rds-db:us-east-2:${ACCOUNT}:dbuser:`
    expectAccess(
      user,
      { connect: ['rds-db:connect', `${start}db-ABC/crowsnest`] },
      {
        'as another user': ['rds-db:connect', `${start}db-ABC/admin`],
        'to another database': ['rds-db:connect', `${start}db-XYZ/crowsnest`],
      },
    )
  })
})

// https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-iam.html
describe('the role of a dataset in Redshift', () => {
  const userid = 'AROA1:crowsnest'
  const owned = { 'aws:userid': userid, 'redshift-data:statement-owner-iam-userid': userid }
  const cluster = `arn:aws:redshift:us-east-2:${ACCOUNT}:cluster:sales`

  it('runs queries in its cluster and follows its own', () => {
    expectAccess(
      redshiftDatasetStatements(PLACE, { cluster: 'sales', database: 'dev', dbUser: 'crowsnest' }),
      {
        run: ['redshift-data:ExecuteStatement', cluster],
        'read its result': ['redshift-data:GetStatementResult', '*', owned],
        'sign in': ['redshift:GetClusterCredentials', `arn:aws:redshift:us-east-2:${ACCOUNT}:dbuser:sales/crowsnest`],
      },
      {
        'run elsewhere': ['redshift-data:ExecuteStatement', `${cluster}2`],
        "read another's result": [
          'redshift-data:GetStatementResult',
          '*',
          { ...owned, 'redshift-data:statement-owner-iam-userid': 'AROA2:x' },
        ],
        'read a result of nobody': ['redshift-data:GetStatementResult', '*', { 'aws:userid': userid }],
        'sign in as another': [
          'redshift:GetClusterCredentials',
          `arn:aws:redshift:us-east-2:${ACCOUNT}:dbuser:sales/admin`,
        ],
        'sign in to another database': [
          'redshift:GetClusterCredentials',
          `arn:aws:redshift:us-east-2:${ACCOUNT}:dbname:sales/hr`,
        ],
      },
    )
  })

  it('signs in to a workgroup as itself, and wants one target', () => {
    const actions = redshiftDatasetStatements(PLACE, { workgroup: 'w-1', database: 'dev' }).flatMap((s) => s.actions)
    expect(actions).toContain('redshift-serverless:GetCredentials')
    expect(() => redshiftDatasetStatements(PLACE, { database: 'dev' })).toThrow('[CHOICE_MISSING]')
    expect(() => redshiftDatasetStatements(PLACE, { workgroup: 'w', database: 'd', dbUser: 'u' })).toThrow(
      '[CHOICE_MISSING]',
    )
  })
})

// https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html
describe('the role of a dataset in Athena', () => {
  const statements = athenaDatasetStatements(PLACE, {
    workgroup: 'crowsnest',
    database: 'sales',
    table: 'orders',
    data: 's3://acme-lake/orders',
    results: 's3://acme-results/crowsnest/',
  })
  const through = { ...OWN, 'aws:CalledVia': ['athena.amazonaws.com'] }
  const glue = `arn:aws:glue:us-east-2:${ACCOUNT}:`

  it('reads the table through Athena only', () => {
    expectAccess(
      statements,
      {
        query: ['athena:StartQueryExecution', `arn:aws:athena:us-east-2:${ACCOUNT}:workgroup/crowsnest`],
        'look the table up': ['glue:GetTable', `${glue}table/sales/orders`, through],
        'read its files': ['s3:GetObject', 'arn:aws:s3:::acme-lake/orders/part-0', through],
        'keep a result': ['s3:PutObject', 'arn:aws:s3:::acme-results/crowsnest/1.csv', through],
      },
      {
        'query elsewhere': ['athena:StartQueryExecution', `arn:aws:athena:us-east-2:${ACCOUNT}:workgroup/primary`],
        'look up another table': ['glue:GetTable', `${glue}table/sales/customers`, through],
        'look the table up directly': ['glue:GetTable', `${glue}table/sales/orders`],
        'read its files directly': ['s3:GetObject', 'arn:aws:s3:::acme-lake/orders/part-0', OWN],
        'read its files through another': [
          's3:GetObject',
          'arn:aws:s3:::acme-lake/orders/part-0',
          { ...OWN, 'aws:CalledVia': ['glue.amazonaws.com'] },
        ],
        'read what begins alike': ['s3:GetObject', 'arn:aws:s3:::acme-lake/orders2/part-0', through],
        'change the data': ['s3:PutObject', 'arn:aws:s3:::acme-lake/orders/part-0', through],
      },
    )
  })
})

describe('the roles of other datasets', () => {
  it('read every metric of CloudWatch, which cannot be narrowed, and write none', () => {
    expectAccess(
      cloudwatchDatasetStatements(),
      { read: ['cloudwatch:GetMetricData', '*'], find: ['cloudwatch:ListMetrics', '*'] },
      { write: ['cloudwatch:PutMetricData', '*'], alarms: ['cloudwatch:DescribeAlarms', '*'] },
    )
  })

  it('follow a flow of AppFlow without starting it, and read what it delivered', () => {
    const flow = `arn:aws:appflow:us-east-2:${ACCOUNT}:flow/salesforce`
    expectAccess(
      appflowDatasetStatements(PLACE, { flow: 'salesforce', destination: 's3://acme-flow/out' }),
      {
        follow: ['appflow:DescribeFlow', flow],
        read: ['s3:GetObject', 'arn:aws:s3:::acme-flow/out/salesforce/1/a.json', OWN],
      },
      {
        start: ['appflow:StartFlow', flow],
        'follow another': ['appflow:DescribeFlow', `${flow}2`],
        'read what begins alike': ['s3:GetObject', 'arn:aws:s3:::acme-flow/out/salesforce2/1/a.json', OWN],
        'read what other flows deliver': ['s3:GetObject', 'arn:aws:s3:::acme-flow/out/marketo/1/a.json', OWN],
      },
    )
  })
})
