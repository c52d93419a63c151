import { Provider } from '@pulumi/aws/provider.js'
import * as pulumi from '@pulumi/pulumi'
import { describe, expect, it } from 'vitest'
import { Engine, Monitoring, SlackChannel, type MonitoringArgs } from '../../components/index.ts'
import { planMonitoring } from '../../plans/index.ts'
import { problemsOf } from './conform.ts'
import { TEST_PLACE } from './fake-aws.ts'
import { runProgram, type ProgramRun } from './harness.ts'
import { hasUnknown } from './values.ts'

const ACCOUNT = TEST_PLACE.account
const TOPIC = `arn:aws:sns:us-east-2:${ACCOUNT}:operations`
const KEY = `arn:aws:kms:us-east-2:${ACCOUNT}:key/1111abcd-0000-4000-8000-00000000000a`

async function deploy(
  args: Partial<MonitoringArgs> = {},
  options: { readonly preview?: boolean } = {},
): Promise<ProgramRun> {
  return runProgram(() => void new Monitoring('watch', { engine: { name: 'main' }, ...args }), options)
}

/** A URN here is a promise: renaming one without an alias would make users lose what it stands for. */
const URNS = [
  'crowsnest:index:Monitoring$aws:cloudwatch/dashboard:Dashboard::watch-dashboard',
  'crowsnest:index:Monitoring$aws:cloudwatch/metricAlarm:MetricAlarm::watch-activation-failed',
  'crowsnest:index:Monitoring$aws:cloudwatch/metricAlarm:MetricAlarm::watch-data-missing',
  'crowsnest:index:Monitoring$aws:cloudwatch/metricAlarm:MetricAlarm::watch-executions-failed',
  'crowsnest:index:Monitoring$aws:cloudwatch/metricAlarm:MetricAlarm::watch-function-errors',
  'crowsnest:index:Monitoring$aws:cloudwatch/metricAlarm:MetricAlarm::watch-function-throttled',
  'crowsnest:index:Monitoring$aws:cloudwatch/metricAlarm:MetricAlarm::watch-intervals-behind',
  'crowsnest:index:Monitoring$aws:cloudwatch/metricAlarm:MetricAlarm::watch-no-wake-ups',
  'crowsnest:index:Monitoring$aws:cloudwatch/metricAlarm:MetricAlarm::watch-records-rejected',
  'crowsnest:index:Monitoring$aws:cloudwatch/metricAlarm:MetricAlarm::watch-undelivered',
  'crowsnest:index:Monitoring$aws:cloudwatch/metricAlarm:MetricAlarm::watch-wake-ups-lost',
  'crowsnest:index:Monitoring$aws:sns/topic:Topic$aws:sns/topicPolicy:TopicPolicy::watch-alarms',
  'crowsnest:index:Monitoring$aws:sns/topic:Topic::watch-alarms',
  'crowsnest:index:Monitoring::watch',
  'pulumi:pulumi:Stack::shop-test',
]

describe('Monitoring', () => {
  it('keeps the URN of every child', async () => {
    expect((await deploy()).urns()).toEqual(URNS)
  })

  it.each([
    { of: 'an engine of the program that has a map', engine: { map: true }, args: {}, watches: true },
    { of: 'one that has none', engine: {}, args: {}, watches: false },
    { of: 'one whose map is not to be watched', engine: { map: true }, args: { map: false }, watches: false },
    { of: 'an engine of another program, by wish', engine: null, args: { map: true }, watches: true },
  ])('watches the state machine of $of: $watches', async ({ engine, args, watches }) => {
    const run = await runProgram(() => {
      const of = engine === null ? { name: 'main' } : new Engine('engine', { engineName: 'main', ...engine })
      void new Monitoring('watch', { engine: of, ...args })
    })
    const alarms = run.resources.filter(({ name }) => name.startsWith('watch-map-'))
    const StateMachineArn = `arn:aws:states:us-east-2:${ACCOUNT}:stateMachine:crowsnest-main-map`
    expect(alarms.map(({ inputs }) => [inputs['metricName'], inputs['dimensions']]).toSorted()).toEqual(
      watches
        ? [
            ['ExecutionsFailed', { StateMachineArn }],
            ['ExecutionsTimedOut', { StateMachineArn }],
          ]
        : [],
    )
    expect(problemsOf(run)).toEqual([])
  })

  it('makes the same resources in a preview, where nothing that AWS computes is known', async () => {
    const run = await deploy({}, { preview: true })
    expect(run.urns()).toEqual(URNS)
    const { inputs } = run.resource('MetricAlarm', 'watch-executions-failed')
    expect(inputs).toMatchObject({ name: 'crowsnest-main-executions-failed', threshold: 1 })
    expect(hasUnknown(inputs['alarmActions'])).toBe(true)
  })

  it('knows what it makes before the engine is there', async () => {
    const run = await runProgram(
      () => {
        const engine = new Engine('main')
        void new Monitoring('watch', { engine, detectors: [{ name: 'revenue', interval: 'PT1H' }] })
      },
      { preview: true },
    )
    expect(run.urns().filter((urn) => urn.includes('MetricAlarm::watch-detector'))).toEqual([
      'crowsnest:index:Monitoring$aws:cloudwatch/metricAlarm:MetricAlarm::watch-detector-revenue-failed',
      'crowsnest:index:Monitoring$aws:cloudwatch/metricAlarm:MetricAlarm::watch-detector-revenue-silent',
    ])
  })

  it('makes resources that the schemas of AWS have nothing against', async () => {
    const run = await runProgram(() => {
      void new Monitoring('bare', { engine: { name: 'bare' }, topicArn: TOPIC, dashboard: false })
      void new Monitoring('whole', {
        engine: { name: 'main' },
        detectors: [{ name: 'revenue', interval: 'PT1H' }, { name: 'signups', interval: 'P1D' }, { name: 'clicks' }],
        channelFunctions: ['crowsnest-slack-oncall'],
        topicKeyArn: KEY,
        emails: ['ann@example.com'],
        tags: { team: 'growth' },
        region: 'us-east-2',
      })
    })
    expect(problemsOf(run)).toEqual([])
  })

  it('makes the alarms and the dashboard of the plan', async () => {
    const settings = {
      detectors: [{ name: 'revenue', interval: 'PT1H' }],
      channelFunctions: ['crowsnest-slack-oncall'],
    }
    const run = await deploy({
      ...settings,
      executionsFailedThreshold: 3,
      undeliveredThreshold: 5,
      recordsRejectedThreshold: 25,
    })
    const plan = planMonitoring(
      {
        engine: { name: 'main' },
        detectors: [{ name: 'revenue', interval: 'PT1H' }],
        channelFunctions: ['crowsnest-slack-oncall'],
        executionsFailedThreshold: 3,
        undeliveredThreshold: 5,
        recordsRejectedThreshold: 25,
      },
      TEST_PLACE,
    )
    const alarms = new Map(
      run.resources
        .filter(({ type }) => type.endsWith(':MetricAlarm'))
        .map(({ inputs }) => [inputs['name'], inputs] as const),
    )
    const topic = `arn:aws:sns:us-east-2:${ACCOUNT}:crowsnest-main-alarms`
    expect(alarms.size).toBe(plan.alarms.length)
    expect(plan.alarms.map(({ name }) => alarms.get(name))).toEqual(
      plan.alarms.map(({ description, warmUpMinutes, ...rest }) => ({
        ...without(rest, 'key'),
        alarmDescription: description,
        alarmActions: [topic],
        okActions: [topic],
        ...(warmUpMinutes !== null && { warmUpConfiguration: { warmUpPeriodDurationInMinutes: warmUpMinutes } }),
      })),
    )
    expect(run.resource('Dashboard').inputs).toEqual({
      dashboardName: 'crowsnest-main-us-east-2',
      dashboardBody: plan.dashboardBody,
    })
    expect(run.resource('TopicPolicy').inputs['policy']).toBe(plan.topicPolicy)
    expect(run.resource('Monitoring').outputs).toEqual({
      topicArn: topic,
      alarmNames: plan.alarms.map(({ name }) => name),
      dashboardName: 'crowsnest-main-us-east-2',
    })
  })

  it('lets no alarm speak before the topic lets it', async () => {
    const run = await deploy()
    const alarm = run.resource('MetricAlarm', 'watch-undelivered')
    expect(alarm.propertyDependencies['alarmActions']).toContain(run.resource('TopicPolicy').urn)
  })

  it('takes an existing topic as it is, and makes no dashboard where none is asked for', async () => {
    const run = await deploy({ topicArn: TOPIC, dashboard: false })
    expect(run.urns()).toEqual(URNS.filter((urn) => !/sns|Dashboard/.test(urn)))
    expect(run.resource('MetricAlarm', 'watch-undelivered').inputs).toMatchObject({
      alarmActions: [TOPIC],
      okActions: [TOPIC],
    })
    expect(run.resource('Monitoring').outputs).not.toHaveProperty('dashboardName')
  })

  it('watches an engine and a channel of the program', async () => {
    const run = await runProgram(() => {
      const engine = new Engine('main', { stateBucket: 'acme-state' })
      const slack = new SlackChannel('oncall', { webhookUrl: pulumi.secret('https://hooks.slack.com/x') })
      void new Monitoring('watch', { engine, channelFunctions: [slack.functionName] })
    })
    expect(run.resource('MetricAlarm', 'watch-channel-0').inputs).toMatchObject({
      name: 'crowsnest-slack-oncall-alert-lost',
      metricName: 'AsyncEventsDropped',
      dimensions: { FunctionName: 'crowsnest-slack-oncall' },
    })
    expect(run.resource('MetricAlarm', 'watch-wake-ups-lost').inputs['dimensions']).toEqual({
      QueueName: 'crowsnest-main-lost',
    })
  })

  it('keeps the alarms of others when a detector is taken out', async () => {
    const [first, second] = await detectorAlarms('clicks', 'revenue')
    expect([first, second].join(' ')).toMatch(/watch-detector-clicks-failed .*watch-detector-revenue-failed$/)
    expect(await detectorAlarms('revenue')).toEqual([second])
  })

  it('subscribes addresses to its topic', async () => {
    const run = await deploy({ emails: ['ann@example.com', pulumi.output('bob@example.com')], topicKeyArn: KEY })
    const subscriptions = run.resources.filter(({ type }) => type.endsWith(':TopicSubscription'))
    expect(subscriptions.map(({ inputs }) => inputs['endpoint'])).toEqual(['ann@example.com', 'bob@example.com'])
    expect(run.resource('Topic').inputs['kmsMasterKeyId']).toBe(KEY)
  })

  it('tags every child that can have tags, and gives provider and region to all', async () => {
    const run = await runProgram(() => {
      const provider = new Provider('tokyo', { region: 'ap-northeast-1' })
      const args = { engine: { name: 'main' }, tags: { team: 'growth' }, region: 'ap-northeast-1' }
      void new Monitoring('watch', { ...args, emails: ['ann@example.com'] }, { providers: [provider] })
    })
    const children = run.resources.filter(({ type }) => type.startsWith('aws:'))
    expect(children).toHaveLength(14)
    for (const { name, type, provider, inputs } of children) {
      expect([name, provider]).toEqual([name, expect.stringContaining('pulumi:providers:aws::tokyo')])
      expect([type, inputs['region']]).toEqual([type, 'ap-northeast-1'])
      if (/:(MetricAlarm|Topic)$/.test(type)) expect([name, inputs['tags']]).toEqual([name, { team: 'growth' }])
    }
    for (const { provider } of run.invokes) expect(provider).toContain('tokyo')
  })

  it('lets its owner change a child', async () => {
    const run = await deploy({
      transform: {
        alarm: ({ name, args }) => (name === 'watch-undelivered' ? { args: { ...args, period: 300 } } : {}),
      },
    })
    expect(run.resource('MetricAlarm', 'watch-undelivered').inputs['period']).toBe(300)
    expect(run.resource('MetricAlarm', 'watch-executions-failed').inputs['period']).toBe(3_600)
  })
})

describe('wrong arguments of Monitoring', () => {
  const rows: readonly (readonly [string, Partial<MonitoringArgs>, string])[] = [
    ['an engine without a good name', { engine: { name: 'a b' } }, 'engine.name: "a b" is not a name for an engine.'],
    ['an engine of elsewhere', { engine: { name: 'main', region: 'eu-west-1' } }, 'region: The engine is in eu-west-1'],
    ['a detector without a good name', { detectors: [{ name: 'a b' }] }, 'detectors[0].name: "a b" is not the name'],
    ['the same, known later', { detectors: [{ name: later('a b') }] }, 'detectors[0].name: "a b" is not the name'],
    [
      'an interval that does not exist',
      { detectors: [{ name: 'a', interval: 'PT15M' }] },
      'detectors[0].interval: "PT15M" is none of PT5M, PT10M, PT1H, P1D. Use one of them.',
    ],
    ['a detector twice', { detectors: [{ name: 'a' }, { name: 'a' }] }, 'detectors[1].name: "a" is there twice.'],
    ['an ARN for a function', { channelFunctions: ['arn:aws:lambda:x'] }, 'channelFunctions[0]: "arn:aws:lambda:x"'],
    ['the same, known later', { channelFunctions: [later('a:b')] }, 'channelFunctions[0]: "a:b" is not the name'],
    ['a threshold below zero', { executionsFailedThreshold: -1 }, 'executionsFailedThreshold: -1 is not possible.'],
    ['half an alert', { undeliveredThreshold: later(0.5) }, 'undeliveredThreshold: 0.5 is not possible.'],
    ['more than all records', { recordsRejectedThreshold: 100 }, 'recordsRejectedThreshold: 100 is not possible.'],
    ['a topic that is a queue', { topicArn: `arn:aws:sqs:us-east-2:${ACCOUNT}:q` }, 'topicArn: '],
    [
      'the same, known later',
      { topicArn: later('operations') },
      'topicArn: "operations" is not the ARN of an SNS topic.',
    ],
    [
      'e-mails to an existing topic',
      { topicArn: TOPIC, emails: ['a@b.example'] },
      'emails: An existing topic (topicArn)',
    ],
    ['an address that is none', { emails: [later('ann')] }, 'emails[0]: "ann" is not an address of e-mail.'],
    ['a key that is an alias', { topicKeyArn: 'alias/aws/sns' }, 'topicKeyArn: "alias/aws/sns" is not the ARN'],
  ]

  it.each(rows)('%s', async (_, args, text) => {
    await expect(deploy(args)).rejects.toThrow(text)
  })

  it('all at once, with their paths', async () => {
    await expect(deploy({ engine: { name: '' }, emails: ['x'], undeliveredThreshold: -1 })).rejects.toThrow(
      /Monitoring "watch" cannot be made from these arguments:\n {2}engine\.name: .*\n {2}undeliveredThreshold: .*\n {2}emails\[0\]: /,
    )
  })
})

function later<T>(value: T): pulumi.Output<T> {
  return pulumi.output(Promise.resolve(value)) as pulumi.Output<T>
}

async function detectorAlarms(...detectors: readonly string[]): Promise<readonly string[]> {
  const run = await deploy({ detectors: detectors.map((name) => ({ name })) })
  return run.urns().filter((urn) => urn.includes('watch-detector'))
}

function without(record: object, key: string): object {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key))
}
