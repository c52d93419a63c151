import { describe, expect, it } from 'vitest'
import { Detector, ServiceRole, type ServiceRoleArgs } from '../../components/index.ts'
import { toIamPolicy, serviceRoles, type ServiceAccess } from '../../policies/index.ts'
import { problemsOf } from './conform.ts'
import { runProgram, type ProgramRun } from './harness.ts'
import { ACCOUNT, DATASET, FUNCTION, KEY, ROLES, TOPIC } from './sample-detector.ts'

const PLACE = {
  partition: 'aws',
  region: 'us-east-2',
  account: ACCOUNT,
  engine: 'engine',
  stateBucket: 'any-bucket',
} as const

function deploy(args: Partial<ServiceRoleArgs>, preview = false): Promise<ProgramRun> {
  const whole = { engine: { name: 'engine' }, detector: 'revenue', ...args }
  return runProgram(() => void new ServiceRole('reader', whole), { preview })
}

const SECRET = { secret: 'AmazonLookoutMetrics-shop' }

/** Arguments of each kind, and what they come to. */
const KINDS: readonly (readonly [Partial<ServiceRoleArgs>, ServiceAccess])[] = [
  [
    {
      dataset: {
        s3: { continuous: 's3://acme/{{yyyyMMdd}}/{{HH}}', account: '444455556666', keyArn: KEY, bucketKeys: true },
      },
    },
    {
      kind: 's3',
      continuous: 's3://acme/{{yyyyMMdd}}/{{HH}}',
      historical: null,
      account: '444455556666',
      encryption: { key: KEY, bucketKeys: true },
    },
  ],
  [{ dataset: { cloudwatch: {} } }, { kind: 'cloudwatch' }],
  [
    { dataset: { rds: { instance: 'shop', secret: { ...SECRET, keyArn: KEY } } } },
    { kind: 'rds', instance: 'shop', secret: { ...SECRET, key: KEY } },
  ],
  [
    { dataset: { rds: { cluster: 'shop', iamUser: { resourceId: 'cluster-ABC', user: 'reader' } } } },
    { kind: 'rds', cluster: 'shop', iamUser: { resourceId: 'cluster-ABC', user: 'reader' } },
  ],
  [
    { dataset: { redshift: { cluster: 'shop', database: 'sales', secret: SECRET } } },
    { kind: 'redshift', cluster: 'shop', database: 'sales', secret: SECRET },
  ],
  [
    {
      dataset: {
        athena: {
          workgroup: 'w',
          database: 'd',
          table: 't',
          data: 's3://acme/d/',
          results: 's3://acme/r/',
          resultsKeyArn: KEY,
        },
      },
    },
    {
      kind: 'athena',
      workgroup: 'w',
      database: 'd',
      table: 't',
      data: 's3://acme/d/',
      results: 's3://acme/r/',
      resultsEncryption: { key: KEY },
    },
  ],
  [
    { dataset: { appflow: { flow: 'sales', destination: 's3://acme/flow/' } } },
    { kind: 'appflow', flow: 'sales', destination: 's3://acme/flow/' },
  ],
  [{ alert: { name: 'oncall', sns: { topic: TOPIC, keyArn: KEY } } }, { kind: 'sns', topic: TOPIC, key: KEY }],
  [{ alert: { name: 'oncall', lambda: { function: FUNCTION } } }, { kind: 'lambda', function: FUNCTION }],
]

describe('ServiceRole', () => {
  it.each(KINDS)('of %j is the role of the policy toolkit', async (args, access) => {
    const run = await deploy(args)
    const purpose =
      args.alert === undefined ? ({ kind: 'dataset' } as const) : ({ kind: 'alert', alert: 'oncall' } as const)
    const [wanted] = serviceRoles(PLACE, 'revenue', [{ purpose, access }])
    const role = run.resource('aws:iam/role:Role')
    expect(role.inputs).toMatchObject({ name: wanted!.name, path: wanted!.path })
    expect(JSON.parse(String(role.inputs['assumeRolePolicy']))).toEqual(toIamPolicy(wanted!.trust))
    expect(JSON.parse(String(run.resource('RolePolicy').inputs['policy']))).toEqual(toIamPolicy(wanted!.documents[0]!))
    expect(problemsOf(run)).toEqual([])
    const { outputs } = run.resource('crowsnest:index:ServiceRole')
    expect(outputs).toMatchObject({
      arn: wanted!.arn,
      name: wanted!.name,
      policy: run.resource('RolePolicy').inputs['policy'],
      trustPolicy: role.inputs['assumeRolePolicy'],
      externalId: `crowsnest:us-east-2:${ACCOUNT}:detector/revenue/${args.alert === undefined ? 'dataset' : 'alert/oncall'}`,
    })
  })

  it('keeps the URN of every child, in an update and in a preview', async () => {
    const urns = [
      'crowsnest:index:ServiceRole$aws:iam/role:Role$aws:iam/rolePolicy:RolePolicy::reader-policy',
      'crowsnest:index:ServiceRole$aws:iam/role:Role::reader',
      'crowsnest:index:ServiceRole::reader',
      'pulumi:pulumi:Stack::shop-test',
    ]
    expect((await deploy(KINDS[0]![0])).urns()).toEqual(urns)
    expect((await deploy(KINDS[0]![0], true)).urns()).toEqual(urns)
  })

  it('is the role of a dataset in place of one that the detector makes', async () => {
    const run = await runProgram(() => {
      const engine = { name: 'engine' }
      const { continuous, historical } = DATASET.source.s3
      const role = new ServiceRole('reader', {
        engine,
        detector: 'revenue',
        dataset: { s3: { continuous, historical } },
      }).arn
      return void new Detector('revenue', { engine, interval: 'PT1H', dataset: { ...DATASET, role } })
    })
    expect(run.resources.filter(({ type }) => type === 'aws:iam/role:Role')).toHaveLength(1)
    const declared = run.resource('BucketObjectv2', 'revenue-dataset')
    expect(declared.inputs['content']).toContain(`${ROLES}crowsnest-revenue-dataset-`)
    expect(declared.dependencies).toContain(run.resource('RolePolicy').urn)
  })

  it('takes a name, a path below that of the engine, and a boundary', async () => {
    const boundary = `arn:aws:iam::${ACCOUNT}:policy/bound`
    const rolePath = '/crowsnest/us-east-2/engine/services/team/'
    const run = await deploy({ ...KINDS[1]![0], roleName: 'metrics-reader', rolePath, permissionsBoundary: boundary })
    expect(run.resource('aws:iam/role:Role').inputs).toMatchObject({
      name: 'metrics-reader',
      path: rolePath,
      permissionsBoundary: boundary,
    })
    expect(run.resource('crowsnest:index:ServiceRole').outputs).toMatchObject({ arn: `${ROLES}team/metrics-reader` })
  })

  it('tells a security team what to make, and takes it for made', async () => {
    const run = await deploy({ ...KINDS[0]![0], createRoles: false }, true)
    expect(run.urns()).toHaveLength(2)
    const { outputs } = run.resource('crowsnest:index:ServiceRole')
    expect(outputs!['arn']).toMatch(new RegExp(`^${ROLES}crowsnest-revenue-dataset-`))
    expect(JSON.parse(String(outputs!['iamReport']))).toMatchObject({
      precreated: true,
      roles: [{ arn: outputs!['arn'] }],
      resourcePolicies: [{ kind: 'dataset-bucket' }, { kind: 'dataset-key' }],
    })
  })
})
