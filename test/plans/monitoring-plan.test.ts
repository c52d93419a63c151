import { describe, expect, it } from 'vitest'
import { FAILED_GAUGES } from '../../engine/hosts/lambda/gauges.ts'
import { gaugeLine, METRIC_NAMESPACE, metricLine } from '../../engine/hosts/lambda/metrics.ts'
import { alarmKeys, checkMonitoring, planMonitoring, type MonitoringSettings } from '../../plans/index.ts'

const PLACE = { partition: 'aws', region: 'eu-west-1', account: '111122223333' } as const
const SETTINGS: MonitoringSettings = {
  engine: { name: 'main' },
  detectors: [{ name: 'revenue', interval: 'PT1H' }, { name: 'signups', interval: 'P1D' }, { name: 'clicks' }],
  channelFunctions: ['crowsnest-slack-oncall'],
}

/** Dimension sets that a metric is published with, by namespace and name; AWS's from its documentation. */
const METRICS: Readonly<Record<string, Readonly<Record<string, readonly (readonly string[])[]>>>> = {
  Crowsnest: engineMetrics(),
  // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
  'AWS/Lambda': Object.fromEntries(
    ['Invocations', 'Errors', 'Throttles', 'Duration', 'AsyncEventsDropped'].map((name) => [name, [['FunctionName']]]),
  ),
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
  'AWS/SQS': { ApproximateNumberOfMessagesVisible: [['QueueName']] },
  // https://docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html
  'AWS/Scheduler': { InvocationAttemptCount: [['ScheduleGroup']], InvocationDroppedCount: [['ScheduleGroup']] },
}

const plan = planMonitoring(SETTINGS, PLACE)

describe('planMonitoring', () => {
  it('has the alarm of the guide: more than one failed execution in an hour', () => {
    // Guide: "Monitoring Lookout for Metrics with Amazon CloudWatch"
    expect(alarm('crowsnest-main-executions-failed')).toMatchObject({
      namespace: 'Crowsnest',
      metricName: 'ExecutionsFailed',
      dimensions: { Engine: 'main' },
      statistic: 'Sum',
      comparisonOperator: 'GreaterThanThreshold',
      threshold: 1,
      period: 3_600,
      evaluationPeriods: 1,
      treatMissingData: 'notBreaching',
    })
  })

  it.each([
    ['undelivered', { metricName: 'Undelivered', threshold: 0, comparisonOperator: 'GreaterThanThreshold' }],
    ['no-wake-ups', { metricName: 'Invocations', comparisonOperator: 'LessThanThreshold', evaluationPeriods: 2 }],
    ['function-errors', { metricName: 'Errors', dimensions: { FunctionName: 'crowsnest-main' } }],
    ['function-throttled', { metricName: 'Throttles', dimensions: { FunctionName: 'crowsnest-main' } }],
    ['activation-failed', { metricName: 'ActivationFailed', threshold: 1, statistic: 'Maximum' }],
    ['data-missing', { metricName: 'IntervalsWithoutData', threshold: 2, dimensions: { Engine: 'main' } }],
    ['intervals-behind', { metricName: 'IntervalsBehind', threshold: 3, evaluationPeriods: 2 }],
    ['records-rejected', { metricName: 'RecordsRejected', threshold: 10, statistic: 'Maximum' }],
    ['wake-ups-lost', { namespace: 'AWS/SQS', dimensions: { QueueName: 'crowsnest-main-lost' }, statistic: 'Maximum' }],
  ])('has the alarm %s', (key, wanted) => {
    expect(alarm(`crowsnest-main-${key}`)).toMatchObject({ key, ...wanted })
  })

  it('tells of the silence of a detector after three intervals, two hours at least, and not when it is new', () => {
    expect(silent('revenue')).toMatchObject({
      dimensions: { Engine: 'main', Detector: 'revenue' },
      period: 3_600,
      evaluationPeriods: 3,
      treatMissingData: 'breaching',
      warmUpMinutes: 240,
    })
    expect(silent('signups')).toMatchObject({ period: 86_400, evaluationPeriods: 2, warmUpMinutes: 2_880 })
    expect(silent('clicks')).toBeUndefined()
    const quick = planMonitoring({ ...SETTINGS, detectors: [{ name: 'q', interval: 'PT5M' }] }, PLACE).alarms
    expect(quick.find(({ key }) => key === 'detector-0-silent')).toMatchObject({ period: 3_600, evaluationPeriods: 2 })
  })

  it('takes silence for an alarm only where something has to come, and gives it time to come first', () => {
    for (const { key, treatMissingData, warmUpMinutes, comparisonOperator, period, evaluationPeriods } of plan.alarms) {
      const isSilence = comparisonOperator === 'LessThanThreshold'
      expect([key, treatMissingData]).toEqual([key, isSilence ? 'breaching' : 'notBreaching'])
      expect([key, warmUpMinutes !== null]).toEqual([key, isSilence])
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html: a week at most, a day below an hour.
      expect(period * evaluationPeriods).toBeLessThanOrEqual(period >= 3_600 ? 604_800 : 86_400)
      if (warmUpMinutes !== null) expect(warmUpMinutes).toBeLessThanOrEqual(2_880)
    }
  })

  it('watches metrics that exist, with dimensions that they have', () => {
    for (const { key, namespace, metricName, dimensions } of plan.alarms) {
      expect([key, METRICS[namespace]?.[metricName]]).toEqual([key, expect.arrayContaining([Object.keys(dimensions)])])
    }
  })

  it('shows metrics that exist, with dimensions that they have', () => {
    const shown = widgets().flatMap(({ properties: { metrics = [] } }) => metrics)
    expect(shown.length).toBeGreaterThan(15)
    for (const metric of shown) {
      const { namespace, name, dimensions } = readMetric(metric)
      expect([name, METRICS[namespace]?.[name]]).toEqual([name, expect.arrayContaining([dimensions])])
    }
  })

  it('has a dashboard of widgets side by side, within the grid, each with a title', () => {
    const all = widgets()
    for (const [i, one] of all.entries()) {
      expect([one.x + one.width <= 24, one.properties.title !== '']).toEqual([true, true])
      for (const other of all.slice(i + 1)) {
        const apart =
          one.x + one.width <= other.x ||
          other.x + other.width <= one.x ||
          one.y + one.height <= other.y ||
          other.y + other.height <= one.y
        expect(apart).toBe(true)
      }
      if (one.type === 'metric') expect(one.properties.region).toBe('eu-west-1')
    }
    expect(all[0]?.properties.alarms).toEqual(
      plan.alarms.map(({ name }) => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`),
    )
    expect(plan.dashboardName).toMatch(/^[\w-]{1,255}$/)
  })

  it('lets these alarms of this account publish to its topic, and no other', () => {
    const { Statement } = JSON.parse(plan.topicPolicy) as { readonly Statement: readonly Record<string, unknown>[] }
    const arns = plan.alarms.map(({ name }) => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`).toSorted()
    expect(Statement).toContainEqual({
      Sid: 'AlarmsPublish',
      Effect: 'Allow',
      Principal: { Service: ['cloudwatch.amazonaws.com'] },
      Action: ['sns:Publish'],
      Resource: ['arn:aws:sns:eu-west-1:111122223333:crowsnest-main-alarms'],
      Condition: {
        ArnEquals: { 'aws:SourceArn': arns },
        StringEquals: { 'aws:SourceAccount': ['111122223333'] },
      },
    })
    expect(Statement.filter(({ Effect }) => Effect === 'Allow')).toHaveLength(1)
  })

  it('stays within what AWS takes, however much is watched', () => {
    const detectors = Array.from({ length: 40 }, (_, i) => ({
      name: `${'d'.repeat(60)}-${i}`,
      interval: 'PT1H' as const,
    }))
    const channelFunctions = Array.from({ length: 10 }, (_, i) => `${'c'.repeat(61)}-${i}`)
    const whole = planMonitoring({ engine: { name: 'e'.repeat(32) }, detectors, channelFunctions }, PLACE)
    expect(Math.max(...whole.alarms.map(({ name }) => name.length))).toBeLessThanOrEqual(255)
    expect(Math.max(...whole.alarms.map(({ description }) => description.length))).toBeLessThanOrEqual(1_024)
    // 100 alarms on a widget; a policy of a topic has 30 KB.
    expect(whole.alarms.length).toBeLessThanOrEqual(100)
    expect(whole.topicPolicy.length).toBeLessThan(30_720)
    expect(new Set(whole.alarms.map(({ name }) => name)).size).toBe(whole.alarms.length)
    expect(alarmKeys(detectors, channelFunctions)).toEqual(whole.alarms.map(({ key }) => key))
  })

  it('follows an engine with a function and a queue of other names', () => {
    const engine = {
      name: 'main',
      functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:ours:live',
      deadLetterQueueArn: 'arn:aws:sqs:eu-west-1:111122223333:our-lost',
      scheduleGroup: 'ours',
    }
    const own = planMonitoring({ ...SETTINGS, engine }, PLACE)
    expect(own.alarms.find(({ key }) => key === 'function-errors')?.dimensions).toEqual({ FunctionName: 'ours' })
    expect(own.alarms.find(({ key }) => key === 'wake-ups-lost')?.dimensions).toEqual({ QueueName: 'our-lost' })
    expect(own.dashboardBody).toContain('"ScheduleGroup","ours"')
  })

  it('knows before the values are known which alarms there will be', () => {
    expect(alarmKeys(SETTINGS.detectors, SETTINGS.channelFunctions)).toEqual(plan.alarms.map(({ key }) => key))
  })
})

describe('the metrics of the engine', () => {
  it('are in the namespace that alarms and dashboard look into', () => {
    expect(Object.keys(METRICS)).toContain(METRIC_NAMESPACE)
  })
})

describe('checkMonitoring', () => {
  const given = new Set<string>()

  it('has nothing against what may be', () => {
    expect(checkMonitoring({ given, engine: { name: 'main', region: 'eu-west-1' } }, PLACE)).toEqual([])
    expect(
      checkMonitoring({
        given: new Set(['emails']),
        detectors: [{ name: 'revenue', interval: 'PT5M' }, { name: 'signups' }, undefined],
        channelFunctions: ['crowsnest-slack-oncall', undefined],
        executionsFailedThreshold: 0,
        emails: ['a@example.com'],
      }),
    ).toEqual([])
  })

  it.each([
    [{ engine: { name: 'a b' } }, 'engine.name', /not a name for an engine/],
    [{ engine: { name: 'main', region: 'us-east-1' } }, 'region', /The engine is in us-east-1/],
    [{ detectors: [{ name: 'a b' }] }, 'detectors[0].name', /not the name of a detector/],
    [{ detectors: [{ name: 'a', interval: 'PT15M' }] }, 'detectors[0].interval', /"PT15M" is none of PT5M/],
    [{ detectors: [{ name: 'a' }, { name: 'a' }] }, 'detectors[1].name', /is there twice/],
    [{ detectors: Array.from({ length: 41 }, (_, i) => ({ name: `d${i}` })) }, 'detectors', /Watch 40 at most/],
    [{ channelFunctions: ['arn:aws:lambda:x'] }, 'channelFunctions[0]', /Take the output functionName/],
    [{ channelFunctions: ['a', 'a'] }, 'channelFunctions[1]', /is there twice/],
    [{ executionsFailedThreshold: -1 }, 'executionsFailedThreshold', /0 or more/],
    [{ undeliveredThreshold: 0.5 }, 'undeliveredThreshold', /a whole number/],
    [{ topicArn: 'alarms' }, 'topicArn', /not the ARN of an SNS topic/],
    [{ topicArn: 'arn:aws-cn:sns:cn-north-1:111122223333:t' }, 'topicArn', /another partition/],
    [{ topicKeyArn: 'alias/aws/sns' }, 'topicKeyArn', /not the ARN of a KMS key/],
    [{ emails: ['ann'] }, 'emails[0]', /not an address/],
    [{ given: new Set(['topicArn', 'emails']) }, 'emails', /stays as it is/],
    [{ given: new Set(['topicArn', 'topicKeyArn']) }, 'topicKeyArn', /stays as it is/],
  ])('finds %j wrong at %s', (draft, path, reason) => {
    expect(checkMonitoring({ given, ...draft }, PLACE)).toEqual([
      { path, reason: expect.stringMatching(reason) as string },
    ])
  })
})

function silent(detector: string): (typeof plan.alarms)[number] | undefined {
  return alarm(`crowsnest-main-${detector}-no-executions`)
}

function alarm(name: string): (typeof plan.alarms)[number] | undefined {
  return plan.alarms.find((one) => one.name === name)
}

interface Widget {
  readonly type: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly properties: {
    readonly title: string
    readonly region?: string
    readonly metrics?: readonly (readonly unknown[])[]
    readonly alarms?: readonly string[]
  }
}

function widgets(): readonly Widget[] {
  return (JSON.parse(plan.dashboardBody) as { readonly widgets: readonly Widget[] }).widgets
}

/** A metric of a widget: by name and dimensions, or by a search for them. */
function readMetric(metric: readonly unknown[]): {
  readonly namespace: string
  readonly name: string
  readonly dimensions: readonly string[]
} {
  const [first] = metric
  if (typeof first === 'string') {
    const texts = metric.filter((part) => typeof part === 'string')
    return { namespace: first, name: texts[1]!, dimensions: texts.slice(2).filter((_, i) => i % 2 === 0) }
  }
  const { expression } = first as { readonly expression: string }
  const [, schema, name] = /^SEARCH\('\{(.*)\} Engine="main" MetricName="(.*)"', 'Sum', 3600\)$/.exec(expression)!
  const [namespace, ...dimensions] = schema!.split(',')
  return { namespace: namespace!, name: name!, dimensions }
}

/** What the engine itself publishes, from the lines that it writes. */
function engineMetrics(): Readonly<Record<string, readonly (readonly string[])[]>> {
  const detector = { Engine: 'main', Detector: 'revenue' }
  return Object.fromEntries([
    ...published(['ExecutionsStarted', 'ExecutionsSucceeded', 'ExecutionsFailed'], detector),
    ...published(['Delivered', 'Undelivered'], { ...detector, Alert: 'oncall' }),
    ...dimensionsIn(gaugeLine(0, detector, FAILED_GAUGES)),
  ])
}

function published(
  names: readonly string[],
  dimensions: Parameters<typeof metricLine>[1],
): readonly (readonly [string, readonly (readonly string[])[]])[] {
  return dimensionsIn(metricLine(0, dimensions, Object.fromEntries(names.map((name) => [name, 1]))))
}

/** What CloudWatch makes of a line. */
function dimensionsIn(line: string): readonly (readonly [string, readonly (readonly string[])[]])[] {
  const { _aws } = JSON.parse(line) as {
    readonly _aws: {
      readonly CloudWatchMetrics: readonly {
        readonly Dimensions: readonly (readonly string[])[]
        readonly Metrics: readonly { readonly Name: string }[]
      }[]
    }
  }
  return _aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) =>
    Metrics.map(({ Name }) => [Name, Dimensions] as const),
  )
}
