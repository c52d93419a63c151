import { localArn } from '../../spec/index.ts'
import {
  BUCKET_PATTERN,
  FOLDER_PATTERN,
  given,
  nameParameter,
  optionalKey,
  saysYes,
  switchParameter,
  when,
} from './parameters.ts'
import { serviceRoleTemplate, type ServiceRoleTemplate } from './role-resource.ts'
import {
  symbolicAccount,
  symbolicArn,
  symbolicBucket,
  symbolicFolder,
  symbolicName,
  symbolicPlace,
  type Stand,
} from './symbols.ts'
import type { Parameter, Rule, Template } from './template.ts'

const { place } = symbolicPlace()

/** Numbers of accounts beside those that all roles have. */
const DATA_ACCOUNT = 3
const KEY = 4
const SECOND_KEY = 5

const dataKey = symbolicArn(place, KEY, 'KeyArn', 'kms', 'key/symbolic-key')
const resultsKey = symbolicArn(place, SECOND_KEY, 'ResultsKeyArn', 'kms', 'key/symbolic-results')
const bucket = symbolicBucket('BucketName')
const owner = symbolicAccount(
  DATA_ACCOUNT,
  'BucketOwner',
  when('IsShared', { Ref: 'BucketAccount' }, { Ref: 'AWS::AccountId' }),
)
// Whole, with the characters that Secrets Manager adds to a name, so that no wildcard is needed.
const secret: Stand = {
  token: localArn(place, 'secretsmanager', 'secret:AmazonLookoutMetrics-symbolic-a1b2c3'),
  text: '${SecretArn}',
}

const BUCKET: Readonly<Record<string, Parameter>> = {
  BucketName: nameParameter('Name of the bucket with the data', BUCKET_PATTERN),
}
const BUCKET_OWNER: Readonly<Record<string, Parameter>> = {
  BucketAccount: {
    Type: 'String',
    Description:
      'Account that owns the bucket, where it is another one. Its owner deploys the template owner-* of this source.',
    Default: '',
    AllowedPattern: '(\\d{12})?',
  },
}
const KEY_PARAMETER: Readonly<Record<string, Parameter>> = {
  KeyArn: optionalKey('of the data (SSE-KMS)'),
}
const SECRET_PARAMETERS: Readonly<Record<string, Parameter>> = {
  SecretArn: {
    Type: 'String',
    Description: 'Secret with the credentials: its whole ARN. Its name begins with AmazonLookoutMetrics-.',
    Default: '',
    AllowedPattern:
      '(arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\\d{12}:secret:AmazonLookoutMetrics-[\\w/+=.@-]*-[a-zA-Z0-9]{6})?',
    ConstraintDescription:
      'Give the whole ARN of a secret, with the six characters at its end. Its name begins with AmazonLookoutMetrics-.',
  },
  SecretKeyArn: optionalKey('of the secret, where it has one of its own, as one of another account must'),
}
const secretKey = symbolicArn(place, KEY, 'SecretKeyArn', 'kms', 'key/symbolic-secret')
const SECRET_CONDITIONS = { HasSecret: given('SecretArn'), HasSecretKey: given('SecretKeyArn') }
const SHARED_CONDITIONS = { IsShared: given('BucketAccount'), HasKey: given('KeyArn') }

const PLAIN_NAME = '[\\w.@+=,-]{1,255}'

/** Templates of the roles that read data, by file. */
export function datasetRoleTemplates(): Readonly<Record<string, Template>> {
  return Object.fromEntries(
    Object.entries(DATASET_ROLES).map(([kind, role]) => [`servicerole-${kind}`, serviceRoleTemplate(role)]),
  )
}

/** What the roles of each kind of source may do, and what it depends on. */
export const DATASET_ROLES: Readonly<Record<string, ServiceRoleTemplate>> = {
  s3: {
    ...about('S3'),
    parameters: {
      ...BUCKET,
      ContinuousPrefix: {
        Type: 'String',
        Description:
          'Folder of the continuous data: the path template up to its first key, such as continuous/. Empty where a path begins with a key: then all of the bucket is read.',
        Default: 'continuous/',
        AllowedPattern: `(${FOLDER_PATTERN})?`,
        ConstraintDescription: 'Give a folder, with a slash at its end, or leave it empty.',
      },
      HistoricalPrefix: {
        Type: 'String',
        Description: 'Folder of the historical data, such as historical/. Empty where there is none.',
        Default: '',
        AllowedPattern: `(${FOLDER_PATTERN})?`,
        ConstraintDescription: 'Give a folder, with a slash at its end, or leave it empty.',
      },
      ...KEY_PARAMETER,
      ...BUCKET_OWNER,
    },
    conditions: { ...SHARED_CONDITIONS, HasHistory: given('HistoricalPrefix') },
    decisions: ['HasKey', 'HasHistory'],
    symbols: [bucket, symbolicFolder('ContinuousPrefix'), symbolicFolder('HistoricalPrefix'), owner, ...dataKey],
    part: (holds) => ({
      kind: 's3',
      continuous: `s3://${bucket.token}/${symbolicFolder('ContinuousPrefix').token}{{yyyyMMdd}}`,
      historical: holds('HasHistory') ? `s3://${bucket.token}/${symbolicFolder('HistoricalPrefix').token}` : null,
      account: owner.token,
      ...(holds('HasKey') && { encryption: { key: dataKey[0].token } }),
    }),
  },
  cloudwatch: {
    ...about('CloudWatch'),
    parameters: {},
    conditions: {},
    decisions: [],
    symbols: [],
    part: () => ({ kind: 'cloudwatch' }),
  },
  rds: {
    ...about('RDS or Aurora'),
    parameters: {
      InstanceIdentifier: optionalName('Identifier of the DB instance, whose address is looked up', PLAIN_NAME),
      ClusterIdentifier: optionalName('Identifier of the Aurora cluster, whose address is looked up', PLAIN_NAME),
      ...SECRET_PARAMETERS,
      DatabaseResourceId: optionalName(
        'For sign-in with IAM: resource id of the database, db-... or cluster-...',
        PLAIN_NAME,
      ),
      DatabaseUser: optionalName('For sign-in with IAM: user in the database', PLAIN_NAME),
    },
    conditions: {
      ...SECRET_CONDITIONS,
      HasInstance: given('InstanceIdentifier'),
      HasCluster: given('ClusterIdentifier'),
    },
    decisions: ['HasInstance', 'HasCluster', 'HasSecret', 'HasSecretKey'],
    rules: {
      SignIn: oneOf('SecretArn', 'DatabaseUser', 'Give either SecretArn, or DatabaseResourceId and DatabaseUser.'),
      SignInWithIam: together(
        'DatabaseUser',
        'DatabaseResourceId',
        'Give DatabaseResourceId and DatabaseUser together.',
      ),
    },
    symbols: [
      ...['InstanceIdentifier', 'ClusterIdentifier', 'DatabaseResourceId', 'DatabaseUser'].map((name) =>
        symbolicName(name),
      ),
      secret,
      ...secretKey,
    ],
    part: (holds) => ({
      kind: 'rds',
      ...(holds('HasInstance') && { instance: symbolicName('InstanceIdentifier').token }),
      ...(holds('HasCluster') && { cluster: symbolicName('ClusterIdentifier').token }),
      ...(holds('HasSecret')
        ? { secret: secretOf(holds('HasSecretKey')) }
        : {
            iamUser: {
              resourceId: symbolicName('DatabaseResourceId').token,
              user: symbolicName('DatabaseUser').token,
            },
          }),
    }),
  },
  redshift: {
    ...about('Redshift'),
    parameters: {
      ClusterIdentifier: optionalName('Identifier of the cluster', PLAIN_NAME),
      WorkgroupId: optionalName('Id of the serverless workgroup, the UUID that ends its ARN', PLAIN_NAME),
      DatabaseName: nameParameter('Database that is queried', PLAIN_NAME, { Default: 'dev' }),
      ...SECRET_PARAMETERS,
      DatabaseUser: optionalName('Database user of a cluster, where no secret is used', PLAIN_NAME),
    },
    conditions: {
      ...SECRET_CONDITIONS,
      UsesCluster: given('ClusterIdentifier'),
      HasUser: given('DatabaseUser'),
    },
    decisions: ['UsesCluster', 'HasSecret', 'HasSecretKey', 'HasUser'],
    rules: {
      Target: oneOf('ClusterIdentifier', 'WorkgroupId', 'Give either ClusterIdentifier or WorkgroupId.'),
      SignIn: {
        RuleCondition: given('DatabaseUser'),
        Assertions: [
          { Assert: empty('SecretArn'), AssertDescription: 'Give SecretArn or DatabaseUser, not both.' },
          {
            Assert: empty('WorkgroupId'),
            AssertDescription: 'A workgroup has no DatabaseUser: give SecretArn, or neither.',
          },
        ],
      },
    },
    symbols: [
      ...['ClusterIdentifier', 'WorkgroupId', 'DatabaseName', 'DatabaseUser'].map((name) => symbolicName(name)),
      secret,
      ...secretKey,
    ],
    part: (holds) => ({
      kind: 'redshift',
      ...(holds('UsesCluster')
        ? { cluster: symbolicName('ClusterIdentifier').token }
        : { workgroup: symbolicName('WorkgroupId').token }),
      database: symbolicName('DatabaseName').token,
      ...(holds('HasSecret')
        ? { secret: secretOf(holds('HasSecretKey')) }
        : holds('HasUser') && holds('UsesCluster')
          ? { dbUser: symbolicName('DatabaseUser').token }
          : {}),
    }),
  },
  athena: {
    ...about('Athena'),
    parameters: {
      WorkgroupName: nameParameter('Workgroup, which enforces where results go', PLAIN_NAME),
      DatabaseName: nameParameter('Database of the Glue data catalog', PLAIN_NAME),
      TableName: nameParameter('Table of that database, which is read', PLAIN_NAME),
      ...BUCKET,
      Prefix: folderParameter("Folder of the table's data, such as orders/"),
      ...KEY_PARAMETER,
      ...BUCKET_OWNER,
      ResultsBucketName: nameParameter('Bucket of the results, of this account', BUCKET_PATTERN),
      ResultsPrefix: folderParameter('Folder of the results of the workgroup, such as crowsnest/'),
      ResultsKeyArn: optionalKey('of the bucket of the results'),
      LakeFormation: switchParameter('Whether Lake Formation governs the table.', false),
    },
    conditions: { ...SHARED_CONDITIONS, HasResultsKey: given('ResultsKeyArn'), IsGoverned: saysYes('LakeFormation') },
    decisions: ['HasKey', 'HasResultsKey', 'IsGoverned'],
    symbols: [
      ...['WorkgroupName', 'DatabaseName', 'TableName'].map((name) => symbolicName(name)),
      bucket,
      symbolicFolder('Prefix'),
      symbolicBucket('ResultsBucketName'),
      symbolicFolder('ResultsPrefix'),
      owner,
      ...dataKey,
      ...resultsKey,
    ],
    part: (holds) => ({
      kind: 'athena',
      workgroup: symbolicName('WorkgroupName').token,
      database: symbolicName('DatabaseName').token,
      table: symbolicName('TableName').token,
      data: `s3://${bucket.token}/${symbolicFolder('Prefix').token}`,
      results: `s3://${symbolicBucket('ResultsBucketName').token}/${symbolicFolder('ResultsPrefix').token}`,
      dataAccount: owner.token,
      ...(holds('HasKey') && { dataEncryption: { key: dataKey[0].token } }),
      ...(holds('HasResultsKey') && { resultsEncryption: { key: resultsKey[0].token } }),
      lakeFormation: holds('IsGoverned'),
    }),
  },
  appflow: {
    ...about('AppFlow'),
    parameters: {
      FlowName: nameParameter('Flow that delivers the data', '[a-zA-Z0-9][\\w!@#.-]{0,255}'),
      ...BUCKET,
      Prefix: {
        ...folderParameter('Folder that the flow delivers to, such as sales/; it makes one of its name below'),
        Default: '',
        AllowedPattern: `(${FOLDER_PATTERN})?`,
      },
      ...KEY_PARAMETER,
      ...BUCKET_OWNER,
    },
    conditions: SHARED_CONDITIONS,
    decisions: ['HasKey'],
    symbols: [symbolicName('FlowName'), bucket, symbolicFolder('Prefix'), owner, ...dataKey],
    part: (holds) => ({
      kind: 'appflow',
      flow: symbolicName('FlowName').token,
      destination: `s3://${bucket.token}/${symbolicFolder('Prefix').token}`,
      account: owner.token,
      ...(holds('HasKey') && { encryption: { key: dataKey[0].token } }),
    }),
  },
}

function about(source: string): { readonly description: string; readonly purpose: 'dataset' } {
  return {
    description: `Crowsnest: the role that the dataset of one detector reads ${source} with, and nothing else.`,
    purpose: 'dataset',
  }
}

function secretOf(hasKey: boolean): { readonly secret: string; readonly key?: string } {
  return { secret: secret.token, ...(hasKey && { key: secretKey[0].token }) }
}

function optionalName(what: string, pattern: string): Parameter {
  return { Type: 'String', Description: `${what}. Empty for none.`, Default: '', AllowedPattern: `(${pattern})?` }
}

function folderParameter(what: string): Parameter {
  return {
    ...nameParameter(what, FOLDER_PATTERN),
    ConstraintDescription: 'Give a folder, with a slash at its end.',
  }
}

function empty(parameter: string): Readonly<Record<string, unknown>> {
  return { 'Fn::Equals': [{ Ref: parameter }, ''] }
}

function oneOf(first: string, second: string, says: string): Rule {
  return {
    Assertions: [
      { Assert: { 'Fn::Not': [{ 'Fn::And': [empty(first), empty(second)] }] }, AssertDescription: says },
      { Assert: { 'Fn::Or': [empty(first), empty(second)] }, AssertDescription: says },
    ],
  }
}

function together(first: string, second: string, says: string): Rule {
  return {
    Assertions: [
      {
        Assert: {
          'Fn::Or': [
            { 'Fn::And': [empty(first), empty(second)] },
            { 'Fn::Not': [{ 'Fn::Or': [empty(first), empty(second)] }] },
          ],
        },
        AssertDescription: says,
      },
    ],
  }
}
