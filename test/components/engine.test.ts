import { Provider } from '@pulumi/aws/provider.js'
import * as pulumi from '@pulumi/pulumi'
import { describe, expect, it } from 'vitest'
import { Engine, type EngineArgs } from '../../components/index.ts'
import { planEngine } from '../../plans/index.ts'
import { engineRoles, toIamPolicy } from '../../policies/index.ts'
import { problemsOf } from './conform.ts'
import { TEST_PLACE } from './fake-aws.ts'
import { runProgram, type ProgramRun } from './harness.ts'
import { hasUnknown } from './values.ts'

async function deploy(args: EngineArgs = {}, options: { readonly preview?: boolean } = {}): Promise<ProgramRun> {
  return runProgram(() => void new Engine('engine', args), options)
}

const ACCOUNT = '111122223333'
const KEY = `arn:aws:kms:us-east-2:${ACCOUNT}:key/1111abcd-0000-4000-8000-00000000000a`

/** A URN here is a promise: renaming one without an alias would make users lose what it stands for. */
const URNS = [
  'crowsnest:index:Engine$aws:cloudwatch/logGroup:LogGroup::engine-log',
  'crowsnest:index:Engine$aws:iam/role:Role$aws:iam/rolePolicy:RolePolicy::engine-role-observability',
  'crowsnest:index:Engine$aws:iam/role:Role$aws:iam/rolePolicy:RolePolicy::engine-role-service-roles',
  'crowsnest:index:Engine$aws:iam/role:Role$aws:iam/rolePolicy:RolePolicy::engine-role-state',
  'crowsnest:index:Engine$aws:iam/role:Role$aws:iam/rolePolicy:RolePolicy::engine-scheduler-wake-engine',
  'crowsnest:index:Engine$aws:iam/role:Role::engine-role',
  'crowsnest:index:Engine$aws:iam/role:Role::engine-scheduler',
  'crowsnest:index:Engine$aws:lambda/function:Function::engine-function',
  'crowsnest:index:Engine$aws:s3/bucket:Bucket$aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration::engine-state',
  'crowsnest:index:Engine$aws:s3/bucket:Bucket$aws:s3/bucketOwnershipControls:BucketOwnershipControls::engine-state',
  'crowsnest:index:Engine$aws:s3/bucket:Bucket$aws:s3/bucketPolicy:BucketPolicy::engine-state',
  'crowsnest:index:Engine$aws:s3/bucket:Bucket$aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock::engine-state',
  'crowsnest:index:Engine$aws:s3/bucket:Bucket$aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration::engine-state',
  'crowsnest:index:Engine$aws:s3/bucket:Bucket$aws:s3/bucketVersioning:BucketVersioning::engine-state',
  'crowsnest:index:Engine$aws:s3/bucket:Bucket::engine-state',
  'crowsnest:index:Engine$aws:scheduler/scheduleGroup:ScheduleGroup::engine-schedules',
  'crowsnest:index:Engine$aws:sqs/queue:Queue$aws:sqs/queuePolicy:QueuePolicy::engine-lost',
  'crowsnest:index:Engine$aws:sqs/queue:Queue::engine-lost',
  'crowsnest:index:Engine::engine',
  'pulumi:pulumi:Stack::shop-test',
]

describe('Engine', () => {
  it('keeps the URN of every child', async () => {
    expect((await deploy()).urns()).toEqual(URNS)
  })

  it('makes the same resources in a preview, where nothing that AWS computes is known', async () => {
    const run = await deploy({}, { preview: true })
    expect(run.urns()).toEqual(URNS)
    const role = run.resource('aws:iam/rolePolicy:RolePolicy', 'engine-role-state')
    expect(hasUnknown(role.inputs['role'])).toBe(true)
    expect(JSON.parse(String(role.inputs['policy']))).toMatchObject({ Version: '2012-10-17' })
  })

  it('makes a bucket that is versioned, encrypted, closed to the public and kept when the engine is destroyed', async () => {
    const run = await deploy({ tags: { team: 'growth' } })
    const bucket = run.resource('aws:s3/bucket:Bucket')
    expect(bucket.inputs).toMatchObject({
      bucket: `crowsnest-engine-${ACCOUNT}-us-east-2`,
      forceDestroy: false,
      tags: { team: 'growth' },
    })
    expect([bucket.retainOnDelete, bucket.protect]).toEqual([true, false])
    expect(run.resource('BucketVersioning').inputs['versioningConfiguration']).toEqual({ status: 'Enabled' })
    expect(run.resource('BucketPublicAccessBlock').inputs).toMatchObject({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    })
    expect(run.resource('BucketOwnershipControls').inputs['rule']).toEqual({ objectOwnership: 'BucketOwnerEnforced' })
    expect(run.resource('BucketServerSideEncryptionConfiguration').inputs['rules']).toEqual([
      { applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } },
    ])
  })

  it('makes resources that the schemas of AWS have nothing against', async () => {
    expect(problemsOf(await deploy())).toEqual([])
    const whole = await deploy({
      createStateKey: true,
      tracing: true,
      reservedConcurrency: 50,
      network: { subnetIds: ['subnet-0a1b2c3d4e5f60718'], securityGroupIds: ['sg-0a1b2c3d4e5f60718'] },
      permissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/bound`,
      logKeyArn: KEY,
      consoleUrl: 'https://anomalies.example.com',
      readers: [`arn:aws:iam::${ACCOUNT}:role/analyst`],
      tags: { team: 'growth' },
      statePrefix: 'crowsnest',
      stateOnDestroy: 'delete',
      map: true,
    })
    expect(problemsOf(whole)).toEqual([])
  })

  it('gives the function its state, role, log and processor', async () => {
    const run = await deploy({ statePrefix: 'crow', consoleUrl: 'https://anomalies.example.com', logLevel: 'debug' })
    const { inputs } = run.resource('Function')
    expect(inputs).toMatchObject({
      name: 'crowsnest-engine',
      runtime: 'nodejs24.x',
      architectures: ['arm64'],
      memorySize: 1769,
      timeout: 900,
      handler: 'index.handler',
      loggingConfig: { logFormat: 'Text', logGroup: '/aws/lambda/crowsnest-engine' },
      environment: {
        variables: {
          CROWSNEST_ENGINE: 'engine',
          CROWSNEST_STATE: `s3://crowsnest-engine-${ACCOUNT}-us-east-2/crow/`,
          CROWSNEST_LOG_LEVEL: 'debug',
          CROWSNEST_CONSOLE_URL: 'https://anomalies.example.com',
        },
      },
    })
    expect(JSON.stringify(inputs['code'])).toMatch(/engine\.zip/)
    expect(inputs['role']).toMatch(/:role\/crowsnest\/us-east-2\/engine\/crowsnest-engine-engine-/)
    expect(inputs).not.toHaveProperty('tracingConfig')
    expect(run.resource('LogGroup').inputs).toMatchObject({ retentionInDays: 90 })
  })

  it('lets the function run only when its role may do all that it needs', async () => {
    const run = await deploy()
    const policies = run.resources.filter(({ name }) => name.startsWith('engine-role-')).map(({ urn }) => urn)
    expect(policies).toHaveLength(3)
    expect(run.resource('Function').propertyDependencies['role']).toEqual(expect.arrayContaining(policies))
  })

  it('writes the policies of the policy toolkit, and no other', async () => {
    const run = await deploy({
      network: { subnetIds: ['subnet-0a1b2c3d4e5f60718'], securityGroupIds: ['sg-0a1b2c3d4e5f60718'] },
    })
    const place = {
      partition: 'aws',
      region: 'us-east-2',
      account: ACCOUNT,
      engine: 'engine',
      stateBucket: `crowsnest-engine-${ACCOUNT}-us-east-2`,
    }
    const [engine, scheduler] = engineRoles(place, {
      deadLetter: { queue: `arn:aws:sqs:us-east-2:${ACCOUNT}:crowsnest-engine-lost` },
      network: { subnets: ['subnet-0a1b2c3d4e5f60718'], securityGroups: ['sg-0a1b2c3d4e5f60718'] },
    })
    const wanted = [...engine!.documents, ...scheduler!.documents].map((document) => toIamPolicy(document))
    const policies = run.resources.filter(({ type }) => type === 'aws:iam/rolePolicy:RolePolicy')
    expect(policies.map(({ inputs }) => JSON.parse(String(inputs['policy'])) as unknown)).toEqual(
      expect.arrayContaining(wanted),
    )
    expect(policies).toHaveLength(wanted.length)
  })

  it('makes a key on request: the role first, then the key that names it, then the policies that name the key', async () => {
    const run = await deploy({ createStateKey: true })
    const key = run.resource('aws:kms/key:Key')
    const role = run.resource('Role', 'engine-role')
    expect(key.dependencies).toContain(role.urn)
    expect(key.inputs).toMatchObject({ enableKeyRotation: true })
    const policy = run.resource('RolePolicy', 'engine-role-state')
    expect(policy.propertyDependencies['policy']).toContain(key.urn)
    expect(String(policy.inputs['policy'])).toContain('"kms:GenerateDataKey"')
    expect(run.resource('BucketServerSideEncryptionConfiguration').inputs['rules']).toMatchObject([
      { applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms' }, bucketKeyEnabled: true },
    ])
    expect(run.resource('Alias').inputs['name']).toBe('alias/crowsnest-engine')
  })

  it('keeps the key of a bucket that is kept, which nobody could read without it', async () => {
    expect(await keyFlags({})).toEqual([true, false])
    expect(await keyFlags({ protectState: true })).toEqual([true, true])
    expect(await keyFlags({ stateOnDestroy: 'delete' })).toEqual([false, false])
  })

  it('takes what exists in place of what it would make', async () => {
    const run = await deploy({
      stateBucket: 'acme-state',
      stateKeyArn: KEY,
      roleArn: `arn:aws:iam::${ACCOUNT}:role/engine`,
      schedulerRoleArn: `arn:aws:iam::${ACCOUNT}:role/scheduler`,
      logGroup: '/acme/crowsnest',
      deadLetterQueueArn: `arn:aws:sqs:us-east-2:${ACCOUNT}:acme-lost`,
    })
    expect(run.urns()).toEqual([
      'crowsnest:index:Engine$aws:lambda/function:Function::engine-function',
      'crowsnest:index:Engine$aws:scheduler/scheduleGroup:ScheduleGroup::engine-schedules',
      'crowsnest:index:Engine::engine',
      'pulumi:pulumi:Stack::shop-test',
    ])
    expect(run.resource('Function').inputs).toMatchObject({
      role: `arn:aws:iam::${ACCOUNT}:role/engine`,
      loggingConfig: { logGroup: '/acme/crowsnest' },
      environment: { variables: { CROWSNEST_STATE: 's3://acme-state/' } },
    })
    expect(run.resource('Engine').outputs).toMatchObject({
      stateBucket: 'acme-state',
      stateKeyArn: KEY,
      deadLetterQueueArn: `arn:aws:sqs:us-east-2:${ACCOUNT}:acme-lost`,
    })
  })

  it('makes no role where somebody else does, and expects them under the names of the report', async () => {
    const run = await deploy({ roles: 'precreated' })
    expect(run.resources.filter(({ type }) => type.startsWith('aws:iam/'))).toEqual([])
    expect(run.resource('Function').inputs['role']).toMatch(
      /^arn:aws:iam::111122223333:role\/crowsnest\/us-east-2\/engine\/crowsnest-engine-engine-[0-9a-f]{10}$/,
    )
  })

  it('tells those who make its roles what to make, at the preview', async () => {
    const run = await deploy({ roles: 'precreated' }, { preview: true })
    const report = JSON.parse(String(run.resource('crowsnest:index:Engine').outputs!['iamReport'])) as {
      readonly roles: readonly { readonly kind: string; readonly arn: string; readonly policies: readonly unknown[] }[]
      readonly resourcePolicies: readonly { readonly kind: string }[]
    }
    expect(report).toMatchObject({ precreated: true, engine: 'engine', account: ACCOUNT, region: 'us-east-2' })
    expect(report.roles.map(({ kind, policies }) => [kind, policies.length])).toEqual([
      ['engine', 3],
      ['scheduler', 1],
    ])
    expect(run.resource('Function').inputs['role']).toBe(report.roles[0]!.arn)
    expect(report.resourcePolicies.map(({ kind }) => kind)).toEqual(['bucket', 'queue'])
  })

  it('tags every child that can have tags', async () => {
    const run = await deploy({ tags: { team: 'growth' }, createStateKey: true })
    const taggable = ['Bucket', 'Role', 'Key', 'LogGroup', 'Function', 'ScheduleGroup', 'Queue']
    const children = run.resources.filter(({ type }) => taggable.some((one) => type.endsWith(`:${one}`)))
    expect(children.map(({ name }) => name)).toHaveLength(8)
    for (const { name, inputs } of children) expect([name, inputs['tags']]).toEqual([name, { team: 'growth' }])
  })

  it('gives provider and region to every child and look-up', async () => {
    const run = await runProgram(() => {
      const provider = new Provider('tokyo', { region: 'ap-northeast-1' })
      void new Engine('engine', { region: 'ap-northeast-1' }, { providers: [provider] })
    })
    const children = run.resources.filter(({ type }) => type.startsWith('aws:'))
    for (const { name, type, provider, inputs } of children) {
      expect([name, provider]).toEqual([name, expect.stringContaining('pulumi:providers:aws::tokyo')])
      if (!type.startsWith('aws:iam/')) expect([name, inputs['region']]).toEqual([name, 'ap-northeast-1'])
    }
    expect(run.invokes.length).toBeGreaterThan(0)
    for (const { provider } of run.invokes) expect(provider).toContain('tokyo')
    expect(run.resource('Bucket').inputs['bucket']).toBe(`crowsnest-engine-${ACCOUNT}-ap-northeast-1`)
  })

  it('lets its owner change a child, by a hook or by a transform of the engine', async () => {
    const run = await runProgram(() => {
      void new Engine(
        'engine',
        {
          transform: {
            function: ({ args, options }) => ({
              args: { ...args, description: 'ours' },
              options: { ...options, protect: true },
            }),
          },
        },
        {
          transforms: [
            ({ type, props, opts }) =>
              type === 'aws:cloudwatch/logGroup:LogGroup'
                ? { props: { ...props, retentionInDays: 7 }, opts }
                : undefined,
          ],
        },
      )
    })
    const changed = run.resource('Function')
    expect([changed.inputs['description'], changed.protect]).toEqual(['ours', true])
    expect(run.resource('LogGroup').inputs['retentionInDays']).toBe(7)
  })

  it('has outputs that say all that another stack needs', async () => {
    const { outputs } = (await deploy({ engineName: 'main', statePrefix: 'crow' })).resource('Engine')
    expect(outputs?.['reference']).toEqual({
      name: 'main',
      account: ACCOUNT,
      region: 'us-east-2',
      partition: 'aws',
      stateBucket: `crowsnest-main-${ACCOUNT}-us-east-2`,
      statePrefix: 'crow',
      functionArn: `arn:aws:lambda:us-east-2:${ACCOUNT}:function:crowsnest-main`,
      roleArn: expect.stringMatching(/:role\/crowsnest\/us-east-2\/main\//) as string,
      schedulerRoleArn: expect.stringMatching(/:role\/crowsnest\/us-east-2\/main\//) as string,
      scheduleGroup: 'crowsnest-main',
      deadLetterQueueArn: `arn:aws:sqs:us-east-2:${ACCOUNT}:crowsnest-main-lost`,
      roles: 'create',
    })
  })
})

describe('Engine with a map', () => {
  const MAP = [
    'crowsnest:index:Engine$aws:iam/role:Role$aws:iam/rolePolicy:RolePolicy::engine-map-run-map',
    'crowsnest:index:Engine$aws:iam/role:Role$aws:iam/rolePolicy:RolePolicy::engine-role-map',
    'crowsnest:index:Engine$aws:iam/role:Role::engine-map',
    'crowsnest:index:Engine$aws:sfn/stateMachine:StateMachine::engine-map',
  ]

  it.each([false, true])(
    'makes a state machine, its role and the right to start it beside all else: preview %s',
    async (preview) => {
      expect((await deploy({ map: true }, { preview })).urns()).toEqual([...URNS, ...MAP].toSorted())
    },
  )

  it('gives the state machine the plan of the engine, and the function its ARN', async () => {
    const run = await deploy({ map: true, engineName: 'main', tags: { team: 'growth' } })
    const plan = planEngine({ name: 'main', map: true }, TEST_PLACE)
    const { arn, name, definition, roleArn } = plan.map!
    const machine = run.resource('StateMachine')
    expect(machine.inputs).toEqual({ name, type: 'STANDARD', definition, roleArn, tags: { team: 'growth' } })
    expect(run.resource('Function').inputs['environment']).toEqual({ variables: plan.environment })
    expect(plan.environment['CROWSNEST_STATE_MACHINE']).toBe(arn)
    expect(run.resource('Engine').outputs).toMatchObject({ stateMachineArn: arn })
    expect((await deploy()).resource('Engine').outputs).not.toHaveProperty('stateMachineArn')
  })

  it('writes the policies of the policy toolkit on both roles, after which they are used', async () => {
    const run = await deploy({ map: true })
    const place = { ...TEST_PLACE, engine: 'engine', stateBucket: `crowsnest-engine-${ACCOUNT}-us-east-2` }
    const [engine, , map] = engineRoles(place, { map: true })
    const policy = (name: string): unknown => JSON.parse(String(run.resource('RolePolicy', name).inputs['policy']))
    expect(policy('engine-role-map')).toEqual(toIamPolicy(engine!.documents.at(-1)!))
    expect(policy('engine-map-run-map')).toEqual(toIamPolicy(map!.documents[0]!))
    expect(run.resource('StateMachine').propertyDependencies['roleArn']).toContain(
      run.resource('RolePolicy', 'engine-map-run-map').urn,
    )
    expect(run.resource('StateMachine').dependencies).toContain(run.resource('Function').urn)
  })

  it('takes a role that exists, or that somebody else makes', async () => {
    const mapRoleArn = `arn:aws:iam::${ACCOUNT}:role/states`
    const given = await deploy({ map: true, mapRoleArn })
    expect(given.resource('StateMachine').inputs['roleArn']).toBe(mapRoleArn)
    const precreated = await deploy({ map: true, roles: 'precreated' })
    expect(
      [given, precreated].flatMap(({ resources }) => resources.filter(({ name }) => name === 'engine-map')),
    ).toHaveLength(2)
    const report = JSON.parse(String(precreated.resource('Engine').outputs!['iamReport'])) as {
      readonly roles: readonly { readonly kind: string; readonly arn: string }[]
    }
    expect(precreated.resource('StateMachine').inputs['roleArn']).toBe(
      report.roles.find(({ kind }) => kind === 'map')!.arn,
    )
  })

  it('lets its owner change the state machine and its role', async () => {
    const run = await deploy({
      map: true,
      transform: {
        stateMachine: ({ args }) => ({ args: { ...args, tracingConfiguration: { enabled: true } } }),
        mapRole: ({ options }) => ({ options: { ...options, protect: true } }),
      },
    })
    expect(run.resource('StateMachine').inputs['tracingConfiguration']).toEqual({ enabled: true })
    expect(run.resource('Role', 'engine-map').protect).toBe(true)
  })
})

const NETWORK = { subnetIds: ['subnet-0a1b2c3d'], securityGroupIds: ['sg-0a1b2c3d'] }

describe('wrong arguments of Engine', () => {
  const rows: readonly (readonly [string, EngineArgs, string])[] = [
    [
      'a name with a space',
      { engineName: 'my engine' },
      'engineName: "my engine" is not a name for an engine. Use 1 to 32',
    ],
    ['a name that is too long', { engineName: 'x'.repeat(33) }, 'engineName: '],
    [
      'a bucket with capitals',
      { stateBucket: 'Acme' },
      'stateBucket: "Acme" is not the name of a bucket. Use 3 to 63 lower-case',
    ],
    ['a prefix that ends in a space', { statePrefix: 'crow ' }, 'statePrefix: "crow " is not a prefix. Use letters'],
    ['a key that is an alias', { stateKeyArn: `arn:aws:kms:us-east-2:${ACCOUNT}:alias/state` }, 'stateKeyArn: '],
    ['a role that is none', { roleArn: `arn:aws:iam::${ACCOUNT}:user/me` }, 'roleArn: '],
    [
      'a scheduler role that is none',
      { schedulerRoleArn: 'scheduler' },
      'schedulerRoleArn: "scheduler" is not the ARN of a role. Write arn:',
    ],
    ['a boundary that is a role', { permissionsBoundary: `arn:aws:iam::${ACCOUNT}:role/b` }, 'permissionsBoundary: '],
    [
      'a path without slashes',
      { rolePath: 'roles' },
      'rolePath: "roles" is not a path for roles. Begin and end it with a slash',
    ],
    [
      'too little memory',
      { memorySize: 64 },
      'memorySize: 64 is not possible. Use a whole number of MB, 128 to 10240.',
    ],
    [
      'a timeout above that of Lambda',
      { timeout: 901 },
      'timeout: 901 is not possible. Use a whole number of seconds, 30 to 900.',
    ],
    ['days that CloudWatch Logs does not know', { logRetentionDays: 100 }, 'logRetentionDays: 100 is none of 0, 1, 3'],
    ['a processor that does not exist', { architecture: 'arm' }, 'architecture: "arm" is none of arm64, x86_64.'],
    [
      'a name for the owner of subnets',
      { network: NETWORK, subnetAccount: 'acme' },
      'subnetAccount: "acme" is not an account',
    ],
    ['an owner of no subnets', { subnetAccount: '444455556666' }, 'subnetAccount: There are no subnets here'],
    [
      'an empty network',
      { network: { subnetIds: [], securityGroupIds: ['sg-0a1b2c3d'] } },
      'network.subnetIds: It is empty. Name at least one subnet.',
    ],
    [
      'a subnet that is none',
      { network: { subnetIds: ['subnet-0a1b2c3d', 'vpc-1'], securityGroupIds: ['sg-0a1b2c3d'] } },
      'network.subnetIds[1]: "vpc-1" is not the id of a subnet.',
    ],
    ['a reader without ARN', { readers: ['analyst'] }, 'readers[0]: "analyst" is not the ARN of a role or user.'],
    [
      'a reader that is a session',
      { readers: [`arn:aws:sts::${ACCOUNT}:assumed-role/analyst/ann`] },
      `readers[0]: "arn:aws:sts::${ACCOUNT}:assumed-role/analyst/ann" is a session, and its role is what counts.`,
    ],
    ['a key of the log that is an alias', { logKeyArn: `arn:aws:kms:us-east-2:${ACCOUNT}:alias/log` }, 'logKeyArn: '],
    ['a key that is made after the roles', { roles: 'precreated', createStateKey: true }, 'createStateKey: '],
    ['both a key and a wish for one', { stateKeyArn: KEY, createStateKey: true }, 'createStateKey: '],
    [
      'a role of no state machine',
      { mapRoleArn: `arn:aws:iam::${ACCOUNT}:role/states` },
      'mapRoleArn: There is no state machine that it could be for. Set map, or leave this out.',
    ],
    [
      'a role of the state machine that is none',
      { map: true, mapRoleArn: 'states' },
      'mapRoleArn: "states" is not the ARN of a role',
    ],
    [
      'too few executions for a map',
      { map: true, reservedConcurrency: 40 },
      'reservedConcurrency: 40 is too few for a map, which runs 40 parts at a time. Reserve more than that, or nothing.',
    ],
    ['a queue that is a topic', { deadLetterQueueArn: `arn:aws:sns:us-east-2:${ACCOUNT}:t` }, 'deadLetterQueueArn: '],
  ]

  it.each(rows)('%s', async (_, args, text) => {
    await expect(deploy(args)).rejects.toThrow(text)
    // Not known while the program runs: told when it is.
    const later = Object.fromEntries(
      Object.entries(args).map(([key, value]) => [key, LATER.has(key) ? pulumi.output(value) : value]),
    )
    await expect(deploy(later)).rejects.toThrow(text)
  })

  it('are told all at once', async () => {
    const deployed = deploy({ memorySize: 1, timeout: 1, rolePath: 'x' })
    await expect(deployed).rejects.toThrow(/memorySize: [^]*timeout: |timeout: [^]*memorySize: /)
    await expect(deployed).rejects.toThrow(/rolePath: /)
  })

  it('in another partition than the provider are refused once that is known', async () => {
    const args = { roleArn: `arn:aws-cn:iam::${ACCOUNT}:role/engine` }
    await expect(deploy(args)).rejects.toThrow(/roleArn: .* lies in another partition than the engine, aws/)
  })

  it('are refused in a preview too', async () => {
    await expect(deploy({ memorySize: 1 }, { preview: true })).rejects.toThrow('memorySize: 1 is not possible')
  })
})

/** Whether the key that an engine makes stays behind, and whether it is protected. */
async function keyFlags(args: EngineArgs): Promise<unknown> {
  const key = (await deploy({ createStateKey: true, ...args })).resource('aws:kms/key:Key')
  return [key.retainOnDelete, key.protect]
}

/** Arguments that may be outputs; the others decide what is made and have to be known. */
const LATER = new Set([
  'engineName',
  'stateBucket',
  'statePrefix',
  'stateKeyArn',
  'roleArn',
  'schedulerRoleArn',
  'permissionsBoundary',
  'rolePath',
  'memorySize',
  'timeout',
  'logRetentionDays',
  'architecture',
  'readers',
  'logKeyArn',
  'deadLetterQueueArn',
  'mapRoleArn',
  'reservedConcurrency',
])
