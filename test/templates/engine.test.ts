import { describe, expect, it } from 'vitest'
import { planEndpoint, planEngine, planMonitoring, planNetwork, type EngineSettings } from '../../plans/index.ts'
import { ENDPOINT_SERVICES, type EndpointService } from '../../policies/index.ts'
import { PLACES } from '../../scripts/every-policy.ts'
import { templates } from '../../templates/cloudformation/templates.ts'
import { everyWay, resolveTemplate, samePolicy } from './resolve.ts'

const { engine: ENGINE, 'engine-map': MAP, 'vpc-network': NETWORK } = templates()
const SUBNETS = ['subnet-0a1b2c3d', 'subnet-0a1b2c3e']
const GROUP = 'sg-0a1b2c3d'
const CHOICES = ['createdKey', 'givenKey', 'reader', 'tracing', 'network', 'map'] as const

type Properties = Readonly<Record<string, unknown>>

const WAYS = PLACES.flatMap((at) =>
  everyWay(CHOICES)
    .filter((way) => !(way.has('createdKey') && way.has('givenKey')))
    .map((way) => ({ at, way, name: [...way].join(', ') || 'nothing' })),
)

describe('engine.yml', () => {
  it.each(WAYS)('says in $at.partition with $name what the component Engine would', ({ at, way }) => {
    const key = `arn:${at.partition}:kms:${at.region}:${at.account}:key/1111abcd-0000-4000-8000-00000000000a`
    const reader = `arn:${at.partition}:iam::${at.account}:role/analysts/lead`
    const hasKey = way.has('createdKey') || way.has('givenKey')
    const settings: EngineSettings = {
      name: 'shop',
      ...(hasKey && { stateKeyArn: key }),
      ...(way.has('reader') && { readers: [reader] }),
      ...(way.has('tracing') && { tracing: true }),
      ...(way.has('map') && { map: true }),
      ...(way.has('network') && { network: { subnets: SUBNETS, securityGroups: [GROUP] } }),
    }
    const plan = planEngine(settings, at)
    const { resources, broken } = resolveTemplate(ENGINE!, {
      place: at,
      parameters: {
        EngineName: 'shop',
        CodeBucket: 'acme-code',
        CreateStateKey: String(way.has('createdKey')),
        ...(way.has('givenKey') && { StateKeyArn: key }),
        ...(way.has('reader') && { ReaderArn: reader }),
        Tracing: String(way.has('tracing')),
        Map: String(way.has('map')),
        ...(way.has('network') && { SubnetA: SUBNETS[0]!, SubnetB: SUBNETS[1]!, SecurityGroup: GROUP }),
      },
      attributes: {
        StateBucket: plan.place.stateBucket,
        'StateKey.Arn': key,
        StateKey: key.split('/')[1]!,
        'EngineRole.Arn': plan.roleArn,
        'SchedulerRole.Arn': plan.schedulerRoleArn,
        Schedules: plan.scheduleGroup,
        LostWakeUps: plan.deadLetterQueue.name,
        Log: plan.logGroup,
      },
    })
    expect(broken).toEqual([])
    const policyOf = (id: string, property = 'PolicyDocument') => samePolicy(resources[id]?.[property])
    expect(resources['StateBucket']!['BucketName']).toBe(plan.place.stateBucket)
    expect(policyOf('StateBucketPolicy')).toEqual(sameJson(plan.stateBucketPolicy))
    expect(policyOf('LostWakeUpsPolicy')).toEqual(sameJson(plan.deadLetterQueue.policy))
    if (way.has('createdKey')) expect(policyOf('StateKey', 'KeyPolicy')).toEqual(sameJson(plan.keyPolicy))
    else expect(resources).not.toHaveProperty('StateKey')

    const documents: Readonly<Record<string, string>> = {
      'service-roles': 'EngineServiceRolesPolicy',
      state: 'EngineStatePolicy',
      observability: 'EngineObservabilityPolicy',
      network: 'EngineNetworkPolicy',
    }
    // That of the map is in engine-map.yml, whose engine it is.
    for (const { name, json } of plan.engineRole.policies.filter(({ name: one }) => one !== 'map')) {
      expect(resources[documents[name]!]!['PolicyName']).toBe(name)
      expect(policyOf(documents[name]!), name).toEqual(sameJson(json))
    }
    expect('EngineNetworkPolicy' in resources).toBe(way.has('network'))
    for (const [id, role] of [
      ['EngineRole', plan.engineRole],
      ['SchedulerRole', plan.schedulerRole],
    ] as const) {
      const { RoleName, Path, Description } = resources[id] as Readonly<Record<string, string>>
      expect(Path).toBe(role.path)
      expect(Description).toBe(role.description)
      expect(policyOf(id, 'AssumeRolePolicyDocument')).toEqual(sameJson(role.trustPolicy))
      // The same name, but for the hash of region and engine, which a template cannot make.
      expect(RoleName!.replace(/-[0-9a-f]{8}$/, '')).toBe(role.name.replace(/-[0-9a-f]{10}$/, ''))
    }
    const [woken] = resources['SchedulerRole']!['Policies'] as readonly Properties[]
    expect(samePolicy(woken!['PolicyDocument'])).toEqual(sameJson(plan.schedulerRole.policies[0]!.json))

    const code = resources['Function']!
    expect(code).toMatchObject({
      FunctionName: plan.functionName,
      Role: plan.roleArn,
      Environment: { Variables: plan.environment },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
    })
    expect('VpcConfig' in code).toBe(way.has('network'))
    expect('TracingConfig' in code).toBe(way.has('tracing'))
    expect(resources['Schedules']!['Name']).toBe(plan.scheduleGroup)
    expect(resources['Log']!['LogGroupName']).toBe(plan.logGroup)
  })

  it('watches the engine as Monitoring does', () => {
    const at = PLACES[0]
    const { resources } = resolveTemplate(ENGINE!, {
      place: at,
      parameters: { EngineName: 'shop', CodeBucket: 'acme-code', AlarmEmail: 'oncall@acme.example' },
      attributes: { AlarmTopic: `arn:aws:sns:${at.region}:${at.account}:crowsnest-shop-alarms` },
    })
    const plan = planMonitoring({ engine: { name: 'shop' }, detectors: [], channelFunctions: [] }, at)
    const alarms = Object.entries(resources).filter(([id]) => /^Alarm(?!Topic|Email)/.test(id))
    expect(alarms.map(([, { AlarmName }]) => AlarmName)).toEqual(plan.alarms.map(({ name }) => name))
    for (const [index, [, alarm]] of alarms.entries()) {
      const wanted = plan.alarms[index]!
      expect(alarm).toMatchObject({
        AlarmDescription: wanted.description,
        MetricName: wanted.metricName,
        Dimensions: Object.entries(wanted.dimensions).map(([Name, Value]) => ({ Name, Value })),
        Threshold: wanted.threshold,
        Period: wanted.period,
        AlarmActions: [plan.topicArn],
      })
    }
    expect(samePolicy(resources['AlarmTopicPolicy']!['PolicyDocument'])).toEqual(sameJson(plan.topicPolicy))
    expect(resources['Dashboard']!['DashboardBody']).toBe(plan.dashboardBody)
    expect(resources['AlarmEmailSubscription']!['Endpoint']).toBe('oncall@acme.example')
  })

  it('lets the alarms of engine-map.yml tell its topic where the engine has a map', () => {
    expect([topicPolicyOf('true'), topicPolicyOf('false')]).toEqual([
      plannedTopicPolicy(true),
      plannedTopicPolicy(false),
    ])
    expect(plannedTopicPolicy(true)).not.toEqual(plannedTopicPolicy(false))
  })

  it('makes no topic where there is one, and no alarms where none are wanted', () => {
    const existing = made({ AlarmTopicArn: 'arn:aws:sns:us-east-1:111122223333:ops', AlarmEmail: 'a@b.example' })
    expect(existing).toContain('AlarmExecutionsFailed')
    expect(existing).not.toContain('AlarmTopic')
    expect(existing).not.toContain('AlarmEmailSubscription')
    expect(made({ Alarms: 'false', AlarmEmail: 'a@b.example' })).toEqual([])
  })

  it.each([
    [{ CreateStateKey: 'true', StateKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/a' }, 'not both'],
    [{ SubnetA: 'subnet-0a1b2c3d' }, 'Give SubnetB too'],
    [{ SubnetA: 'subnet-0a1b2c3d', SubnetB: 'subnet-0a1b2c3e' }, 'Give SecurityGroup too'],
  ])('refuses %j', (parameters, says) => {
    const { broken } = resolveTemplate(ENGINE!, {
      place: PLACES[0],
      parameters: { CodeBucket: 'acme-code', ...parameters },
    })
    expect(broken.join(' ')).toContain(says)
  })

  it('keeps the bucket of the state, its policy and its key when the stack is deleted', () => {
    const kept = Object.entries(ENGINE!.Resources).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain')
    expect(kept.map(([id]) => id)).toEqual(['StateKey', 'StateBucket', 'StateBucketPolicy'])
    expect(kept.every(([, { UpdateReplacePolicy }]) => UpdateReplacePolicy === 'Retain')).toBe(true)
  })

  it('names a bucket that S3 takes for the longest name of an engine in the longest name of a region', () => {
    const { resources } = resolveTemplate(ENGINE!, {
      place: { partition: 'aws', region: 'ap-southeast-1', account: '111122223333' },
      parameters: { EngineName: 'e'.repeat(25), CodeBucket: 'acme-code' },
    })
    const { RoleName } = resources['SchedulerRole'] as Readonly<Record<string, string>>
    expect(String(resources['StateBucket']!['BucketName']).length).toBeLessThanOrEqual(63)
    expect(RoleName!.length).toBeLessThanOrEqual(64)
  })
})

describe.each(PLACES)('engine-map.yml in $partition', (at) => {
  const plan = planEngine({ name: 'shop', map: true, permissionsBoundary: boundaryIn(at) }, at)
  const { map } = plan
  const alarmTopic = `arn:${at.partition}:sns:${at.region}:${at.account}:crowsnest-shop-alarms`
  const stackOf = (parameters: Readonly<Record<string, string>>) =>
    resolveTemplate(MAP!, {
      place: at,
      parameters: { EngineName: 'shop', ...parameters },
      imports: { 'crowsnest-shop-RoleArn': plan.roleArn },
      attributes: { 'MapRole.Arn': map!.roleArn },
    }).resources

  it('says what the component Engine with a map would', () => {
    const ofMap = stackOf({ PermissionsBoundaryArn: boundaryIn(at) })
    expect(Object.keys(ofMap)).toEqual(['EngineMapPolicy', 'MapRole', 'StateMachine'])
    expect(ofMap['StateMachine']).toEqual({
      StateMachineName: map!.name,
      StateMachineType: 'STANDARD',
      RoleArn: map!.roleArn,
      DefinitionString: map!.definition,
    })
    const { RoleName, Path, Description, PermissionsBoundary, ...role } = ofMap['MapRole'] as Readonly<
      Record<string, string>
    >
    expect([Path, Description, PermissionsBoundary]).toEqual([map!.role.path, map!.role.description, boundaryIn(at)])
    expect(RoleName!.replace(/-[0-9a-f]{8}$/, '')).toBe(map!.role.name.replace(/-[0-9a-f]{10}$/, ''))
    expect(samePolicy(role['AssumeRolePolicyDocument'])).toEqual(sameJson(map!.role.trustPolicy))
    const [inline] = role['Policies'] as unknown as readonly Properties[]
    expect([inline!['PolicyName'], samePolicy(inline!['PolicyDocument'])]).toEqual([
      map!.role.policies[0]!.name,
      sameJson(map!.role.policies[0]!.json),
    ])
  })

  it('gives the role of the engine, which is in its own stack, the right to start it', () => {
    const { PolicyName, Roles, PolicyDocument } = stackOf({})['EngineMapPolicy']!
    expect(Roles).toEqual([plan.engineRole.name])
    const { json } = plan.engineRole.policies.find((one) => one.name === PolicyName)!
    expect(samePolicy(PolicyDocument)).toEqual(sameJson(json))
  })

  it('watches it as Monitoring does, where somebody is to be told', () => {
    const alarms = Object.entries(stackOf({ AlarmTopicArn: alarmTopic })).filter(([id]) => id.startsWith('Alarm'))
    const wanted = planMonitoring({ engine: { name: 'shop' }, detectors: [], channelFunctions: [], map: true }, at)
    const planned = wanted.alarms.filter(({ key }) => key.startsWith('map-'))
    expect(planned).toHaveLength(2)
    expect(
      alarms.map(([, { AlarmName, MetricName, Dimensions, AlarmActions }]) => [
        AlarmName,
        MetricName,
        Dimensions,
        AlarmActions,
      ]),
    ).toEqual(
      planned.map(({ name, metricName }) => [
        name,
        metricName,
        [{ Name: 'StateMachineArn', Value: map!.arn }],
        [alarmTopic],
      ]),
    )
  })
})

describe.each(PLACES)('vpc-network.yml in $partition', (at) => {
  const services = Object.keys(ENDPOINT_SERVICES) as EndpointService[]
  const all = services
    .filter((service) => service !== 's3')
    .map((service) => [
      `${service.replaceAll(/(^|-)(.)/g, (_, __, first: string) => first.toUpperCase())}Endpoint`,
      'true',
    ])
  const { resources } = resolveTemplate(NETWORK!, {
    place: at,
    parameters: { NatGateway: 'true', ...(Object.fromEntries(all) as Readonly<Record<string, string>>) },
  })

  it.each(services)('has the endpoint of %s with the policy of the component Network', (service) => {
    const plan = planEndpoint(service, {}, at)
    const endpoint = Object.values(resources).find(({ ServiceName }) => ServiceName === plan.serviceName)
    expect(samePolicy(endpoint?.['PolicyDocument'])).toEqual(sameJson(plan.policy))
  })

  it('has the addresses of the component Network', () => {
    const plan = planNetwork()
    expect(resources['Vpc']!['CidrBlock']).toBe(plan.cidrBlock)
    expect(['PublicSubnet', 'PrivateSubnetA', 'PrivateSubnetB'].map((id) => resources[id]!['CidrBlock'])).toEqual([
      plan.publicSubnet,
      ...plan.privateSubnets,
    ])
  })
})

function sameJson(text: string): unknown {
  return samePolicy(JSON.parse(text))
}

/** Logical ids of what watches an engine. */
function made(parameters: Readonly<Record<string, string>>): readonly string[] {
  const world = { place: PLACES[0], parameters: { CodeBucket: 'acme-code', ...parameters } }
  return Object.keys(resolveTemplate(ENGINE!, world).resources).filter((id) => /^(Alarm|Dashboard)/.test(id))
}

function boundaryIn({ partition, account }: { readonly partition: string; readonly account: string }): string {
  return `arn:${partition}:iam::${account}:policy/boundary`
}

/** The policy of the topic of alarms in engine.yml. */
function topicPolicyOf(Map: string): unknown {
  const world = { place: PLACES[0], parameters: { EngineName: 'shop', CodeBucket: 'acme-code', Map } }
  return samePolicy(resolveTemplate(ENGINE!, world).resources['AlarmTopicPolicy']!['PolicyDocument'])
}

function plannedTopicPolicy(map: boolean): unknown {
  const plan = planMonitoring({ engine: { name: 'shop' }, detectors: [], channelFunctions: [], map }, PLACES[0])
  return sameJson(plan.topicPolicy)
}
