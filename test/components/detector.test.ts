import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Provider } from '@pulumi/aws/provider.js'
import { Topic } from '@pulumi/aws/sns/index.js'
import * as pulumi from '@pulumi/pulumi'
import { afterAll, describe, expect, it } from 'vitest'
import * as crowsnest from '../../components/index.ts'
import { Detector, Engine, type DetectorArgs, type EngineArgs } from '../../components/index.ts'
import { detectorRoles, toIamPolicy } from '../../policies/index.ts'
import { withDefaults, type DetectorSpec } from '../../spec/index.ts'
import { problemsOf } from './conform.ts'
import { runProgram, type ProgramRun } from './harness.ts'
import { ACCOUNT, ALERTS, DATASET, KEY, loadDeclared, ROLES } from './sample-detector.ts'
import { hasUnknown } from './values.ts'

const PLACE = {
  partition: 'aws',
  region: 'us-east-2',
  account: ACCOUNT,
  engine: 'engine',
  stateBucket: `crowsnest-engine-${ACCOUNT}-us-east-2`,
} as const

interface Options {
  readonly engine?: EngineArgs
  readonly preview?: boolean
}

async function deploy(args: Partial<DetectorArgs> = {}, { engine = {}, preview = false }: Options = {}) {
  return runProgram(
    () => {
      const owner = new Engine('engine', engine)
      return void new Detector('revenue', {
        engine: owner,
        interval: 'PT1H',
        dataset: DATASET,
        alerts: ALERTS,
        ...args,
      })
    },
    { preview },
  )
}

/** The same without an engine in the program, as another stack has it. */
async function deployElsewhere(args: Partial<DetectorArgs> = {}, preview = false): Promise<ProgramRun> {
  const engine = { name: 'engine' }
  return runProgram(
    () => void new Detector('revenue', { engine, interval: 'PT1H', dataset: DATASET, alerts: ALERTS, ...args }),
    { preview },
  )
}

const folder = mkdtempSync(join(tmpdir(), 'crowsnest-detector-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A URN here is a promise: renaming one without an alias would make users lose what it stands for. */
const URNS = [
  'crowsnest:index:Detector$aws:iam/role:Role$aws:iam/rolePolicy:RolePolicy::revenue-alert-oncall-policy',
  'crowsnest:index:Detector$aws:iam/role:Role$aws:iam/rolePolicy:RolePolicy::revenue-alert-ticket-policy',
  'crowsnest:index:Detector$aws:iam/role:Role$aws:iam/rolePolicy:RolePolicy::revenue-dataset-policy',
  'crowsnest:index:Detector$aws:iam/role:Role::revenue-alert-oncall',
  'crowsnest:index:Detector$aws:iam/role:Role::revenue-alert-ticket',
  'crowsnest:index:Detector$aws:iam/role:Role::revenue-dataset',
  'crowsnest:index:Detector$aws:lambda/invocation:Invocation::revenue-activation',
  'crowsnest:index:Detector$aws:lambda/invocation:Invocation::revenue-backtest',
  'crowsnest:index:Detector$aws:s3/bucketObjectv2:BucketObjectv2::revenue-alert-log',
  'crowsnest:index:Detector$aws:s3/bucketObjectv2:BucketObjectv2::revenue-alert-oncall',
  'crowsnest:index:Detector$aws:s3/bucketObjectv2:BucketObjectv2::revenue-alert-ticket',
  'crowsnest:index:Detector$aws:s3/bucketObjectv2:BucketObjectv2::revenue-dataset',
  'crowsnest:index:Detector$aws:s3/bucketObjectv2:BucketObjectv2::revenue-detector',
  'crowsnest:index:Detector$aws:scheduler/schedule:Schedule::revenue-schedule',
  'crowsnest:index:Detector::revenue',
]

function urnsOfDetector(run: ProgramRun): readonly string[] {
  return run.urns().filter((urn) => urn.startsWith('crowsnest:index:Detector'))
}

function activationOf(run: ProgramRun): Readonly<Record<string, unknown>> {
  return run.resource('Invocation', 'revenue-activation').inputs
}

function objectsOf(run: ProgramRun): ProgramRun['resources'] {
  return run.resources.filter(({ type }) => type.endsWith('BucketObjectv2'))
}

function roleNamed(suffix: string): unknown {
  return expect.stringMatching(new RegExp(`^${ROLES}crowsnest-revenue-${suffix}-`))
}

describe('Detector', () => {
  it('keeps the URN of every child, in an update and in a preview', async () => {
    const backtest = { maxAlertsPerWeek: 5 }
    expect(urnsOfDetector(await deploy({ backtest }))).toEqual(URNS)
    expect(urnsOfDetector(await deploy({ backtest }, { preview: true }))).toEqual(URNS)
  })

  it('comes from an engine to the first alert in ten lines of a program', async () => {
    let roleArn: pulumi.Output<string | undefined> | undefined
    const run = await runProgram(() => {
      const engine = new crowsnest.Engine('engine', {})
      const revenue = new crowsnest.Detector('revenue', {
        engine,
        interval: 'PT1H',
        dataset: {
          source: { s3: { continuous: 's3://acme-metrics/{{yyyyMMdd}}/{{HHmm}}', format: { csv: {} } } },
          timestamp: { column: 'timestamp', format: 'yyyy-MM-dd HH:mm:ss' },
          measures: [{ column: 'revenue', aggregation: 'SUM' }],
        },
        alerts: [{ name: 'oncall', channel: { sns: { topic: new Topic('oncall').arn } } }],
      })
      roleArn = revenue.datasetRole.arn
    })
    expect(roleArn).toBeDefined()
    expect((await loadDeclared(run, 'revenue')).alerts[0]!.channel).toMatchObject({ kind: 'sns' })
    expect(problemsOf(run)).toEqual([])
  })

  it('declares what the engine loads: the spec, with the roles that were made', async () => {
    const run = await deploy({ description: 'Hourly revenue', quotas: { alerts: 20 }, tags: { team: 'growth' } })
    const wanted = withDefaults({
      detector: 'revenue',
      description: 'Hourly revenue',
      interval: 'PT1H',
      dataset: DATASET,
      alerts: ALERTS as unknown as NonNullable<DetectorSpec['alerts']>,
      quotas: { alerts: 20 },
      tags: { team: 'growth' },
    })
    const loaded = await loadDeclared(run, 'revenue')
    const byName = Map.groupBy(loaded.alerts, ({ name }) => name)
    expect({ ...loaded, alerts: [] }).toEqual({
      ...wanted,
      alerts: [],
      dataset: { ...wanted.dataset, role: roleNamed('dataset') },
    })
    expect(wanted.alerts.map(({ name }) => byName.get(name)?.[0])).toEqual([
      { ...wanted.alerts[0], role: roleNamed('alert-oncall') },
      { ...wanted.alerts[1], role: roleNamed('alert-ticket') },
      wanted.alerts[2],
    ])
  })

  it('makes resources that the schemas of AWS have nothing against', async () => {
    const whole = await deploy(
      {
        backtest: { maxAlertsPerWeek: 2.5, threshold: 60 },
        tags: { team: 'growth' },
        permissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/bound`,
        bucketKeyArn: KEY,
        topicKeyArns: { oncall: KEY },
        scheduleEnabled: false,
      },
      { engine: { createStateKey: true, statePrefix: 'crow' } },
    )
    expect(problemsOf(whole)).toEqual([])
    expect(problemsOf(await deploy())).toEqual([])
    expect(problemsOf(await deploy({ roles: 'combined', dataset: DATASET }))).toEqual([])
  })

  it('makes the roles of the policy toolkit, with their trust in this detector alone', async () => {
    const run = await deploy({ bucketKeyArn: KEY, topicKeyArns: { oncall: KEY } })
    const spec = withDefaults({
      detector: 'revenue',
      interval: 'PT1H',
      dataset: DATASET,
      alerts: ALERTS as unknown as NonNullable<DetectorSpec['alerts']>,
    })
    const wanted = detectorRoles(spec, PLACE, { dataset: { encryption: { key: KEY } }, topicKeys: { oncall: KEY } })
    const roles = run.resources.filter(({ type, name }) => type === 'aws:iam/role:Role' && name.startsWith('revenue-'))
    expect(roles.map(({ inputs }) => inputs['name'])).toEqual(expect.arrayContaining(wanted.map(({ name }) => name)))
    for (const { name, path, trust, documents } of wanted) {
      const role = roles.find(({ inputs }) => inputs['name'] === name)!
      expect(role.inputs['path']).toBe(path)
      expect(JSON.parse(String(role.inputs['assumeRolePolicy']))).toEqual(toIamPolicy(trust))
      const [policy] = run.below(role.urn)
      expect(policy!.inputs).toMatchObject({ role: name, name: documents[0]!.name })
      expect(JSON.parse(String(policy!.inputs['policy']))).toEqual(toIamPolicy(documents[0]!))
    }
  })

  it('goes the way roles and objects, backtest, activation, schedule, and back when it is destroyed', async () => {
    const run = await deploy({ backtest: { maxAlertsPerWeek: 5 } })
    const of = (type: string, name: string) => run.resource(type, name)
    const policy = of('RolePolicy', 'revenue-dataset-policy')
    const objects = objectsOf(run)
    const backtest = of('Invocation', 'revenue-backtest')
    const activation = of('Invocation', 'revenue-activation')
    expect(objects).toHaveLength(5)
    expect(of('BucketObjectv2', 'revenue-dataset').dependencies).toContain(policy.urn)
    expect(of('BucketObjectv2', 'revenue-dataset').dependencies).toContain(of('BucketPolicy', 'engine-state').urn)
    const declared = objects.map(({ urn }) => urn)
    expect(backtest.dependencies).toEqual(expect.arrayContaining(declared))
    expect(activation.dependencies).toEqual(expect.arrayContaining([...declared, backtest.urn]))
    const schedule = of('Schedule', 'revenue-schedule')
    expect(schedule.dependencies).toEqual(expect.arrayContaining([...declared, activation.urn]))
    expect(schedule.dependencies).toContain(of('RolePolicy', 'engine-scheduler-wake-engine').urn)
  })

  it('activates with every change of what is watched, and deactivates in the end', async () => {
    const before = activationOf(await deploy())
    expect(before).toMatchObject({
      functionName: `arn:aws:lambda:us-east-2:${ACCOUNT}:function:crowsnest-engine`,
      lifecycleScope: 'CRUD',
    })
    // A change of triggers would replace the invocation: the old one deactivates what the new one has activated.
    expect(before).not.toHaveProperty('triggers')
    expect(activationOf(await deploy({ alerts: [] }))).toEqual(before)
    expect(activationOf(await deploy({ dataset: { ...DATASET, offset: 'PT1H' } }))).toEqual(before)
    const wider = { ...DATASET, dimensions: ['shop', 'kind'] }
    expect(activationOf(await deploy({ dataset: wider }))['input']).not.toEqual(before['input'])
  })

  it('runs a backtest again when its event changes, which fails the deployment in time', async () => {
    const run = await deploy({ backtest: { maxAlertsPerWeek: 2.5, threshold: 60 } })
    const { inputs } = run.resource('Invocation', 'revenue-backtest')
    expect(inputs['lifecycleScope']).toBe('CREATE_ONLY')
    expect(JSON.parse(String(inputs['input']))).toMatchObject({
      operation: 'backtest',
      detector: 'revenue',
      maxAlertsPerWeek: 2.5,
      threshold: 60,
    })
  })

  it('wakes the engine by interval, offset and zone, in the group of the engine', async () => {
    const run = await deploy({ dataset: { ...DATASET, timezone: 'Asia/Kolkata' } })
    expect(run.resource('Schedule').inputs).toEqual({
      name: 'revenue',
      groupName: 'crowsnest-engine',
      description: 'Wakes the Crowsnest engine engine for the detector revenue',
      scheduleExpression: 'cron(40 * * * ? *)',
      scheduleExpressionTimezone: 'UTC',
      flexibleTimeWindow: { mode: 'OFF' },
      state: 'ENABLED',
      target: {
        arn: `arn:aws:lambda:us-east-2:${ACCOUNT}:function:crowsnest-engine`,
        roleArn: expect.stringMatching(/role\/crowsnest\/us-east-2\/engine\/crowsnest-engine-scheduler-/),
        input: '{"operation":"execute","detector":"revenue"}',
        retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 20 },
        deadLetterConfig: { arn: `arn:aws:sqs:us-east-2:${ACCOUNT}:crowsnest-engine-lost` },
      },
    })
    expect((await deploy({ scheduleEnabled: false })).resource('Schedule').inputs['state']).toBe('DISABLED')
  })

  it('writes declarations without the key of the state, which is not for those who deploy', async () => {
    for (const { inputs } of objectsOf(await deploy({}, { engine: { createStateKey: true } }))) {
      expect(inputs['serverSideEncryption']).toBe('AES256')
    }
    for (const { inputs } of objectsOf(await deploy())) expect(inputs).not.toHaveProperty('serverSideEncryption')
  })

  it('can be one of an engine of another stack, whose name is all that is known', async () => {
    const run = await deployElsewhere()
    expect(urnsOfDetector(run)).toEqual(URNS.filter((urn) => !urn.endsWith('backtest')))
    const here = await deploy()
    for (const type of ['Schedule', 'Invocation']) {
      expect(run.resource(type).inputs).toEqual(here.resource(type).inputs)
    }
    expect(run.resource('BucketObjectv2', 'revenue-dataset').inputs).toEqual(
      here.resource('BucketObjectv2', 'revenue-dataset').inputs,
    )
    expect(problemsOf(run)).toEqual([])
  })

  it('asks the provider nothing about the place of an engine of its own program', async () => {
    const alone = await runProgram(() => void new Engine('engine'))
    expect((await deploy()).invokes).toHaveLength(alone.invokes.length)
  })

  it('takes the output `reference` of an engine as well as the engine', async () => {
    const run = await runProgram(() => {
      const { reference } = new Engine('engine', { statePrefix: 'crow', createStateKey: true })
      return void new Detector('revenue', { engine: reference, interval: 'PT1H', dataset: DATASET, alerts: ALERTS })
    })
    const same = await deploy({}, { engine: { statePrefix: 'crow', createStateKey: true } })
    for (const { type, name, inputs } of same.resources.filter(({ custom }) => custom)) {
      const { region: _region, ...others } = run.resource(type, name).inputs
      expect(others).toEqual(inputs)
    }
  })

  it('says in its declaration which stack it belongs to, so that nothing else changes it', async () => {
    const preview = await deploy({}, { preview: true })
    const { content } = preview.resource('BucketObjectv2', 'revenue-detector').inputs as { content: string }
    expect(JSON.parse(content)).toMatchObject({ managedBy: expect.stringMatching(/^the Pulumi stack \S+\/\S+\/\S+$/) })
  })

  it('shows names, policies and schedules in a preview, as far as they do not wait for AWS', async () => {
    const preview = await deploy({}, { preview: true })
    expect(preview.resource('Schedule').inputs).toMatchObject({
      name: 'revenue',
      scheduleExpression: 'cron(10 * * * ? *)',
    })
    expect(preview.resource('BucketObjectv2', 'revenue-detector').inputs['key']).toBe('detectors/revenue/detector.json')
    const elsewhere = await deployElsewhere({}, true)
    const role = elsewhere.resource('aws:iam/role:Role', 'revenue-dataset')
    expect(role.inputs['assumeRolePolicy']).toContain('detector/revenue/dataset')
    expect(elsewhere.resource('RolePolicy', 'revenue-dataset-policy').inputs['policy']).toContain('acme-metrics/live/*')
  })

  it('previews with topics, buckets and functions that are yet to be made', async () => {
    const run = await runProgram(
      () => {
        const topic = new Topic('oncall')
        const bucket = pulumi.output(topic.id).apply((id) => `acme-${id.length}`)
        return void new Detector('revenue', {
          engine: new Engine('engine'),
          interval: 'PT1H',
          dataset: {
            ...DATASET,
            source: {
              s3: { continuous: pulumi.interpolate`s3://${bucket}/{{yyyyMMdd}}/{{HHmm}}`, format: { jsonLines: {} } },
            },
          },
          alerts: [{ name: 'oncall', channel: topic.arn.apply((arn) => ({ sns: { topic: arn } })) }],
        })
      },
      { preview: true },
    )
    expect(hasUnknown(run.resource('BucketObjectv2', 'revenue-alert-oncall').inputs['content'])).toBe(true)
    expect(run.resource('Role', 'revenue-alert-oncall').inputs['name']).toBeDefined()
    expect(run.resource('BucketObjectv2', 'revenue-detector').inputs['content']).toContain('"PT1H"')
  })

  it('gives one role to the dataset and all alerts on request', async () => {
    const run = await deploy({ roles: 'combined' })
    const roles = run.resources.filter(({ type, name }) => type === 'aws:iam/role:Role' && name.startsWith('revenue'))
    expect(roles.map(({ name }) => name)).toEqual(['revenue-service'])
    expect(
      run
        .below(roles[0]!.urn)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(['revenue-service-alert-oncall', 'revenue-service-alert-ticket', 'revenue-service-dataset'])
    const { dataset, alerts } = await loadDeclared(run, 'revenue')
    expect(new Set([dataset.role, ...alerts.flatMap(({ role }) => role ?? [])]).size).toBe(1)
  })

  it('uses existing roles: one for all, or those that dataset and alerts name', async () => {
    const own = `${ROLES}own`
    const one = await deploy({ roleArn: own })
    expect(one.resources.filter(({ type, name }) => type.includes('iam/') && name.startsWith('revenue'))).toEqual([])
    const loaded = await loadDeclared(one, 'revenue')
    expect([loaded.dataset.role, ...loaded.alerts.map(({ name, role }) => [name, role])]).toEqual([
      own,
      ['log', null],
      ['oncall', own],
      ['ticket', own],
    ])
    const some = await deploy({
      dataset: { ...DATASET, role: own },
      alerts: [{ ...ALERTS[0], role: pulumi.output(`${ROLES}other`) }, ALERTS[1]],
    })
    const roles = some.resources.filter(({ type, name }) => type === 'aws:iam/role:Role' && name.startsWith('revenue'))
    expect(roles.map(({ name }) => name)).toEqual(['revenue-alert-ticket'])
    expect((await loadDeclared(some, 'revenue')).alerts[0]!.role).toBe(`${ROLES}other`)
  })

  it('makes no role where somebody else does, and tells them at the preview what to make', async () => {
    const path = join(folder, 'deep', 'roles.json')
    const engine: EngineArgs = { roles: 'precreated', iamReportPath: join(folder, 'engine.md') }
    const preview = await deploy({ iamReportPath: path }, { engine, preview: true })
    expect(preview.resources.filter(({ type }) => type.includes('iam/'))).toEqual([])
    const report = JSON.parse(readFileSync(path, 'utf8')) as { readonly roles: readonly Record<string, unknown>[] }
    expect(report).toMatchObject({ precreated: true, engine: 'engine', account: ACCOUNT, resourcePolicies: [] })
    const run = await deploy({}, { engine })
    const { dataset } = await loadDeclared(run, 'revenue')
    expect(report.roles[0]).toMatchObject({ arn: dataset.role, kind: 'dataset', boundary: null })
    expect(report.roles.map(({ kind }) => kind)).toEqual(['dataset', 'alert', 'alert'])
    const page = readFileSync(join(folder, 'engine.md'), 'utf8')
    expect(page).toContain('The deployment makes none of these roles')
    expect(page).toContain('## Role `crowsnest-engine-engine-')
    expect(page).toContain(`## Policy of \`arn:aws:s3:::crowsnest-engine-${ACCOUNT}-us-east-2\``)
  })

  it('puts its report into the folder of its engine', async () => {
    const reports = join(folder, 'reports')
    await deploy({}, { engine: { roles: 'precreated', iamReportPath: reports }, preview: true })
    expect(readdirSync(reports).toSorted()).toEqual([
      'detector-revenue.json',
      'detector-revenue.md',
      'engine-engine.json',
      'engine-engine.md',
    ])
    expect(readFileSync(join(reports, 'detector-revenue.md'), 'utf8')).toContain('# Roles of Detector "revenue"')
  })

  it('tells what owners in other accounts have to add', async () => {
    const topic = 'arn:aws:sns:us-east-2:444455556666:oncall'
    const run = await deploy({
      bucketAccount: '444455556666',
      alerts: [{ name: 'oncall', channel: { sns: { topic } } }],
    })
    const report = JSON.parse(String(run.resource('crowsnest:index:Detector').outputs!['iamReport'])) as {
      readonly resourcePolicies: readonly { readonly kind: string; readonly resource: string }[]
    }
    expect(report.resourcePolicies.map(({ kind, resource }) => [kind, resource])).toEqual([
      ['dataset-bucket', 'arn:aws:s3:::acme-metrics'],
      ['topic', topic],
    ])
  })

  it('waits for a dataset of its own: looked at every five minutes, and not activated', async () => {
    const run = await runProgram(() => {
      const engine = new Engine('engine')
      return void new Detector('revenue', { engine, interval: 'PT1H', alerts: ALERTS })
    })
    expect(run.resource('Schedule').inputs['scheduleExpression']).toBe('cron(0/5 * * * ? *)')
    expect(run.resources.filter(({ type }) => type.endsWith('Invocation'))).toEqual([])
    expect(run.resources.filter(({ name }) => name === 'revenue-dataset')).toEqual([])
    expect(run.resource('crowsnest:index:Detector').outputs).toMatchObject({ datasetRole: {} })
  })

  it('is not activated on request', async () => {
    const run = await deploy({ activate: false })
    expect(run.resources.filter(({ type }) => type.endsWith('Invocation'))).toEqual([])
    expect(problemsOf(run)).toEqual([])
  })

  it('gives tags, region, boundary and path to all children that can have them', async () => {
    const tags = { team: 'growth' }
    const boundary = `arn:aws:iam::${ACCOUNT}:policy/bound`
    const run = await deploy({ tags }, { engine: { region: 'eu-west-1', permissionsBoundary: boundary } })
    const children = run.below(run.resource('crowsnest:index:Detector').urn)
    for (const { type, name, inputs } of children) {
      const hasTags = type === 'aws:iam/role:Role' || type.endsWith('BucketObjectv2')
      expect(inputs['tags'], name).toEqual(hasTags ? tags : undefined)
      if (!type.includes('iam/')) expect(inputs['region'], name).toBe('eu-west-1')
      if (type === 'aws:iam/role:Role') {
        expect(inputs).toMatchObject({ permissionsBoundary: boundary, path: '/crowsnest/eu-west-1/engine/services/' })
      }
    }
    const own = await deploy({ rolePath: '/crowsnest/us-east-2/engine/services/team/', permissionsBoundary: boundary })
    expect(own.resource('Role', 'revenue-dataset').inputs).toMatchObject({
      path: '/crowsnest/us-east-2/engine/services/team/',
      permissionsBoundary: boundary,
    })
  })

  it('leaves tags off declarations where there are more than an object can have', async () => {
    const tags = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`tag-${i}`, 'x']))
    const run = await deploy({ tags })
    expect(run.resource('BucketObjectv2', 'revenue-detector').inputs['tags'] ?? {}).toEqual({})
    expect(run.resource('Role', 'revenue-dataset').inputs['tags']).toEqual(tags)
  })

  it('passes its provider on', async () => {
    const run = await runProgram(() => {
      const provider = new Provider('eu', { region: 'eu-west-1' })
      const engine = { name: 'engine' }
      return void new Detector('revenue', { engine, interval: 'PT1H', dataset: DATASET }, { providers: [provider] })
    })
    const children = run.below(run.resource('crowsnest:index:Detector').urn)
    expect(children.map(({ provider }) => provider.includes('::eu::'))).not.toContain(false)
    expect(run.invokes.map(({ provider }) => provider.includes('::eu::'))).not.toContain(false)
  })

  it('lets its owner change children', async () => {
    const run = await deploy({
      transform: {
        schedule: ({ args, options }) => ({
          args: { ...args, state: 'DISABLED' },
          options: { ...options, protect: true },
        }),
        declaration: ({ name, args }) =>
          name === 'revenue-dataset' ? { args: { ...args, storageClass: 'X' } } : undefined,
      },
    })
    expect(run.resource('Schedule')).toMatchObject({ protect: true, inputs: { state: 'DISABLED' } })
    expect(run.resource('BucketObjectv2', 'revenue-dataset').inputs['storageClass']).toBe('X')
    expect(run.resource('BucketObjectv2', 'revenue-detector').inputs).not.toHaveProperty('storageClass')
  })

  it('says of what nobody means, without refusing it', async () => {
    const run = await deploy({
      dataset: { ...DATASET, filters: { shop: ['us'] } },
      alerts: [{ ...ALERTS[0], dimensions: { shop: ['fr'] } }],
    })
    expect(run.warnings.join('\n')).toContain('alerts[0].dimensions.shop[0]')
  })
})
