import { describe, expect, it } from 'vitest'
import { planServiceRoles, resolveEngine } from '../../plans/index.ts'
import {
  foreignPolicies,
  lintDocument,
  toIamPolicy,
  type ResourcePolicy,
  type ServiceAccess,
  type ServicePart,
} from '../../policies/index.ts'
import { PLACES } from '../../scripts/every-policy.ts'
import { roleExternalId, type AwsPlace } from '../../spec/index.ts'
import { templates } from '../../templates/cloudformation/templates.ts'
import { everyWay, resolveTemplate, samePolicy } from './resolve.ts'

const FOREIGN = '444455556666'

interface Case {
  readonly file: string
  /** What may be there or not. */
  readonly choices: readonly string[]
  /** What is given for it. */
  readonly parameters: (has: (choice: string) => boolean, at: AwsPlace) => Readonly<Record<string, string>>
  /** What the plans of the components are made with for the same. */
  readonly access: (has: (choice: string) => boolean, at: AwsPlace) => ServiceAccess
}

const arn = (at: AwsPlace, service: string, resource: string, account = at.account): string =>
  `arn:${at.partition}:${service}:${at.region}:${account}:${resource}`
const keyOf = (at: AwsPlace, account = at.account): string =>
  arn(at, 'kms', 'key/1111abcd-0000-4000-8000-00000000000a', account)
const secretOf = (at: AwsPlace): string => arn(at, 'secretsmanager', 'secret:AmazonLookoutMetrics-sales-a1B2c3')

const CASES: readonly Case[] = [
  {
    file: 'servicerole-s3',
    choices: ['key', 'history', 'owner'],
    parameters: (has, at) => ({
      BucketName: 'acme-metrics',
      ContinuousPrefix: 'live/',
      ...(has('history') && { HistoricalPrefix: 'past/' }),
      ...(has('key') && { KeyArn: keyOf(at) }),
      ...(has('owner') && { BucketAccount: FOREIGN }),
    }),
    access: (has, at) => ({
      kind: 's3',
      continuous: 's3://acme-metrics/live/{{yyyyMMdd}}/{{HHmm}}',
      historical: has('history') ? 's3://acme-metrics/past/' : null,
      ...(has('key') && { encryption: { key: keyOf(at) } }),
      ...(has('owner') && { account: FOREIGN }),
    }),
  },
  { file: 'servicerole-cloudwatch', choices: [], parameters: () => ({}), access: () => ({ kind: 'cloudwatch' }) },
  {
    file: 'servicerole-rds',
    choices: ['instance', 'cluster', 'secret', 'secretKey'],
    parameters: (has, at) => ({
      ...(has('instance') && { InstanceIdentifier: 'sales' }),
      ...(has('cluster') && { ClusterIdentifier: 'sales-aurora' }),
      ...(has('secret')
        ? { SecretArn: secretOf(at), ...(has('secretKey') && { SecretKeyArn: keyOf(at) }) }
        : { DatabaseResourceId: 'db-ABC', DatabaseUser: 'reader' }),
    }),
    access: (has, at) => ({
      kind: 'rds',
      ...(has('instance') && { instance: 'sales' }),
      ...(has('cluster') && { cluster: 'sales-aurora' }),
      ...(has('secret')
        ? { secret: { secret: secretOf(at), ...(has('secretKey') && { key: keyOf(at) }) } }
        : { iamUser: { resourceId: 'db-ABC', user: 'reader' } }),
    }),
  },
  {
    file: 'servicerole-redshift',
    choices: ['cluster', 'secret', 'secretKey', 'user'],
    parameters: (has, at) => ({
      ...(has('cluster') ? { ClusterIdentifier: 'sales' } : { WorkgroupId: '0b1c2d3e-0000-4000-8000-00000000000a' }),
      ...(has('secret') && { SecretArn: secretOf(at), ...(has('secretKey') && { SecretKeyArn: keyOf(at) }) }),
      ...(!has('secret') && has('user') && has('cluster') && { DatabaseUser: 'reader' }),
    }),
    access: (has, at) => ({
      kind: 'redshift',
      database: 'dev',
      ...(has('cluster') ? { cluster: 'sales' } : { workgroup: '0b1c2d3e-0000-4000-8000-00000000000a' }),
      ...(has('secret') && { secret: { secret: secretOf(at), ...(has('secretKey') && { key: keyOf(at) }) } }),
      ...(!has('secret') && has('user') && has('cluster') && { dbUser: 'reader' }),
    }),
  },
  {
    file: 'servicerole-athena',
    choices: ['key', 'resultsKey', 'lakeFormation', 'owner'],
    parameters: (has, at) => ({
      WorkgroupName: 'crowsnest',
      DatabaseName: 'sales',
      TableName: 'orders',
      BucketName: 'acme-lake',
      Prefix: 'orders/',
      ResultsBucketName: 'acme-results',
      ResultsPrefix: 'crowsnest/',
      LakeFormation: String(has('lakeFormation')),
      ...(has('key') && { KeyArn: keyOf(at) }),
      ...(has('resultsKey') && { ResultsKeyArn: keyOf(at) }),
      ...(has('owner') && { BucketAccount: FOREIGN }),
    }),
    access: (has, at) => ({
      kind: 'athena',
      workgroup: 'crowsnest',
      database: 'sales',
      table: 'orders',
      data: 's3://acme-lake/orders/',
      results: 's3://acme-results/crowsnest/',
      lakeFormation: has('lakeFormation'),
      ...(has('key') && { dataEncryption: { key: keyOf(at) } }),
      ...(has('resultsKey') && { resultsEncryption: { key: keyOf(at) } }),
      ...(has('owner') && { dataAccount: FOREIGN }),
    }),
  },
  {
    file: 'servicerole-appflow',
    choices: ['key', 'owner', 'prefix'],
    parameters: (has, at) => ({
      FlowName: 'salesforce',
      BucketName: 'acme-flow',
      ...(has('prefix') && { Prefix: 'sales/' }),
      ...(has('key') && { KeyArn: keyOf(at) }),
      ...(has('owner') && { BucketAccount: FOREIGN }),
    }),
    access: (has, at) => ({
      kind: 'appflow',
      flow: 'salesforce',
      destination: has('prefix') ? 's3://acme-flow/sales/' : 's3://acme-flow/',
      ...(has('key') && { encryption: { key: keyOf(at) } }),
      ...(has('owner') && { account: FOREIGN }),
    }),
  },
  {
    file: 'servicerole-alert-sns',
    choices: ['key'],
    parameters: (has, at) => ({
      AlertName: 'oncall',
      TopicArn: arn(at, 'sns', 'oncall'),
      ...(has('key') && { TopicKeyArn: keyOf(at) }),
    }),
    access: (has, at) => ({ kind: 'sns', topic: arn(at, 'sns', 'oncall'), ...(has('key') && { key: keyOf(at) }) }),
  },
  {
    file: 'servicerole-alert-lambda',
    choices: [],
    parameters: (_, at) => ({ AlertName: 'oncall', FunctionArn: arn(at, 'lambda', 'function:act:live') }),
    access: (_, at) => ({ kind: 'lambda', function: arn(at, 'lambda', 'function:act:live') }),
  },
]

const TEMPLATES = templates()

function planned(at: AwsPlace, part: ServicePart, engineRole: string) {
  const engine = resolveEngine({ name: 'shop', roleArn: engineRole }, at)
  return { engine, role: planServiceRoles(engine, 'revenue', [part])[0]! }
}

describe.each(CASES)('$file.yml', ({ file, choices, parameters, access }) => {
  it.each(
    PLACES.flatMap((at) => everyWay(choices).map((way) => ({ at, way, name: [...way].join(', ') || 'nothing' }))),
  )('says in $at.partition with $name what the component would', async ({ at, way }) => {
    const has = (choice: string): boolean => way.has(choice)
    const engineRole = `arn:${at.partition}:iam::${at.account}:role/crowsnest/${at.region}/shop/engine`
    const { resources, outputs, broken } = resolveTemplate(TEMPLATES[file]!, {
      place: at,
      parameters: {
        EngineName: 'shop',
        EngineRoleArn: engineRole,
        DetectorName: 'revenue',
        ...parameters(has, at),
      },
    })
    const isAlert = file.includes('alert')
    const purpose = isAlert ? ({ kind: 'alert', alert: 'oncall' } as const) : ({ kind: 'dataset' } as const)
    const { role } = planned(at, { purpose, access: access(has, at) }, engineRole)
    const made = resources['Role'] as {
      readonly Path: string
      readonly Description: string
      readonly AssumeRolePolicyDocument: unknown
      readonly Policies: readonly { readonly PolicyName: string; readonly PolicyDocument: unknown }[]
    }
    expect(broken).toEqual([])
    expect(made.Path).toBe(role.path)
    expect(made.Description).toBe(role.reason)
    expect(samePolicy(made.AssumeRolePolicyDocument)).toEqual(samePolicy(toIamPolicy(role.trust)))
    expect(made.Policies.map(({ PolicyName }) => PolicyName)).toEqual(role.documents.map(({ name }) => name))
    expect(samePolicy(made.Policies[0]!.PolicyDocument)).toEqual(samePolicy(toIamPolicy(role.documents[0]!)))
    expect(outputs['ExternalId']).toBe(roleExternalId(at, 'revenue', purpose))
    expect(made).not.toHaveProperty('RoleName')
    const findings = await lintDocument(samePolicy(made.Policies[0]!.PolicyDocument), { type: 'identity' })
    expect(findings.filter(({ level }) => level === 'error' || level === 'security-warning')).toEqual([])
  })
})

describe('the rules of the templates', () => {
  const at = PLACES[0]
  const common = {
    EngineName: 'shop',
    EngineRoleArn: `arn:aws:iam::${at.account}:role/engine`,
    DetectorName: 'revenue',
  }

  it.each([
    ['servicerole-rds', {}, 'Give either SecretArn'],
    [
      'servicerole-rds',
      { SecretArn: secretOf(at), DatabaseUser: 'a', DatabaseResourceId: 'db-A' },
      'Give either SecretArn',
    ],
    ['servicerole-rds', { DatabaseUser: 'a' }, 'together'],
    ['servicerole-redshift', {}, 'Give either ClusterIdentifier'],
    ['servicerole-redshift', { WorkgroupId: 'a', DatabaseUser: 'b' }, 'A workgroup has no DatabaseUser'],
    ['servicerole-redshift', { ClusterIdentifier: 'a', DatabaseUser: 'b', SecretArn: secretOf(at) }, 'not both'],
  ])('%s refuses %j', (file, parameters, says) => {
    const { broken } = resolveTemplate(TEMPLATES[file]!, { place: at, parameters: { ...common, ...parameters } })
    expect(broken.join(' ')).toContain(says)
  })

  it.each([
    ['servicerole-s3', { BucketName: 'acme', ContinuousPrefix: 'live' }],
    ['servicerole-s3', { BucketName: 'acme', ContinuousPrefix: 'li*e/' }],
    ['servicerole-s3', { BucketName: 'a*' }],
    ['servicerole-rds', { SecretArn: `arn:aws:secretsmanager:us-east-1:${at.account}:secret:other-a1b2c3` }],
    ['servicerole-alert-sns', { AlertName: 'a', TopicArn: 'arn:aws:sns:us-east-1:111122223333:*' }],
  ])('%s takes no %j', (file, parameters) => {
    expect(() => resolveTemplate(TEMPLATES[file]!, { place: at, parameters: { ...common, ...parameters } })).toThrow(
      /does not match/,
    )
  })
})

/** What owners in another account agree to, and the role that it is for. */
const OWNERS: readonly (Omit<Case, 'parameters'> & {
  readonly parameters: (has: (choice: string) => boolean, owner: AwsPlace) => Readonly<Record<string, string>>
  readonly property: string
  readonly attached: ResourcePolicy['kind']
  readonly key?: ResourcePolicy['kind']
})[] = [
  {
    file: 'owner-s3',
    choices: ['history'],
    parameters: (has) => ({
      BucketName: 'acme-metrics',
      ContinuousPrefix: 'live/',
      ...(has('history') && { HistoricalPrefix: 'past/' }),
    }),
    access: (has, owner) => ({
      kind: 's3',
      continuous: 's3://acme-metrics/live/{{yyyyMMdd}}',
      historical: has('history') ? 's3://acme-metrics/past/' : null,
      account: owner.account,
      encryption: { key: keyOf(owner) },
    }),
    property: 'PolicyDocument',
    attached: 'dataset-bucket',
    key: 'dataset-key',
  },
  {
    file: 'owner-athena',
    choices: [],
    parameters: () => ({ BucketName: 'acme-lake', Prefix: 'orders/' }),
    access: (_, owner) => ({
      kind: 'athena',
      workgroup: 'crowsnest',
      database: 'sales',
      table: 'orders',
      data: 's3://acme-lake/orders/',
      results: 's3://acme-results/crowsnest/',
      dataAccount: owner.account,
      dataEncryption: { key: keyOf(owner) },
    }),
    property: 'PolicyDocument',
    attached: 'dataset-bucket',
    key: 'dataset-key',
  },
  {
    file: 'owner-appflow',
    choices: [],
    parameters: () => ({ BucketName: 'acme-flow', Prefix: 'sales/', FlowName: 'salesforce' }),
    access: (_, owner) => ({
      kind: 'appflow',
      flow: 'salesforce',
      destination: 's3://acme-flow/sales/',
      account: owner.account,
      encryption: { key: keyOf(owner) },
    }),
    property: 'PolicyDocument',
    attached: 'dataset-bucket',
    key: 'dataset-key',
  },
  {
    file: 'owner-secret',
    choices: ['redshift'],
    parameters: (has, owner) => ({ SecretArn: secretOf(owner), Source: has('redshift') ? 'redshift' : 'rds' }),
    access: (has, owner) => {
      const secret = { secret: secretOf(owner), key: keyOf(owner) }
      return has('redshift')
        ? { kind: 'redshift', cluster: 'sales', database: 'dev', secret }
        : { kind: 'rds', instance: 'sales', secret }
    },
    property: 'ResourcePolicy',
    attached: 'dataset-secret',
    key: 'dataset-secret-key',
  },
  {
    file: 'owner-topic',
    choices: [],
    parameters: (_, owner) => ({ TopicArn: arn(owner, 'sns', 'oncall') }),
    access: (_, owner) => ({ kind: 'sns', topic: arn(owner, 'sns', 'oncall') }),
    property: 'PolicyDocument',
    attached: 'topic',
  },
]

describe.each(OWNERS)('$file.yml', ({ file, choices, parameters, access, property, attached, key }) => {
  it.each(
    PLACES.flatMap((at) => everyWay(choices).map((way) => ({ at, way, name: [...way].join(', ') || 'nothing' }))),
  )('lets in $at.partition with $name in what the role of the other account does', ({ at, way }) => {
    const has = (choice: string): boolean => way.has(choice)
    const owner = { ...at, account: FOREIGN }
    const purpose =
      attached === 'topic' ? ({ kind: 'alert', alert: 'oncall' } as const) : ({ kind: 'dataset' } as const)
    const part = { purpose, access: access(has, owner) }
    const { engine, role } = planned(at, part, `arn:${at.partition}:iam::${at.account}:role/engine`)
    const policies = foreignPolicies(engine.place, [part], [role])
    const policy = policies.find(({ kind }) => kind === attached)!
    const { resources, outputs } = resolveTemplate(TEMPLATES[file]!, {
      place: owner,
      parameters: { RoleArn: role.arn, ...parameters(has, owner) },
    })
    expect(samePolicy(resources['Policy']![property])).toEqual(samePolicy(toIamPolicy(policy.document)))
    const ofKey = policies.find(({ kind }) => kind === key)
    expect(ofKey === undefined).toBe(key === undefined)
    if (ofKey !== undefined) {
      const statement: unknown = JSON.parse(String(outputs['KeyStatement']))
      expect(samePolicy(statement)).toEqual(samePolicy(toIamPolicy(ofKey.document).Statement[0]))
    }
  })
})

describe('owner-function.yml', () => {
  it('lets the role of an alert call the function, and nothing else', () => {
    const role = 'arn:aws:iam::111122223333:role/crowsnest/us-east-1/shop/services/alert'
    const target = arn({ ...PLACES[0], account: FOREIGN }, 'lambda', 'function:act')
    const { resources } = resolveTemplate(TEMPLATES['owner-function']!, {
      place: { ...PLACES[0], account: FOREIGN },
      parameters: { RoleArn: role, FunctionArn: target },
    })
    expect(resources).toEqual({
      Policy: { Action: 'lambda:InvokeFunction', FunctionName: target, Principal: role },
    })
  })
})
