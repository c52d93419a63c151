import { INTERVAL_SECONDS, type Interval } from '../spec/index.ts'

/** Namespace of the engine's own metrics. */
export const METRIC_NAMESPACE = 'Crowsnest'

/** An alarm of CloudWatch. */
export interface AlarmPlan {
  /** Which alarm it is, unique among those of an engine: `executions-failed`. */
  readonly key: string
  readonly name: string
  readonly description: string
  readonly namespace: string
  readonly metricName: string
  readonly dimensions: Readonly<Record<string, string>>
  readonly statistic: 'Sum' | 'Maximum'
  readonly comparisonOperator: 'GreaterThanThreshold' | 'GreaterThanOrEqualToThreshold' | 'LessThanThreshold'
  readonly threshold: number
  /** Seconds. */
  readonly period: number
  readonly evaluationPeriods: number
  readonly treatMissingData: 'notBreaching' | 'breaching'
  /** Minutes after its creation for which a silence is no alarm; null where silence never is. */
  readonly warmUpMinutes: number | null
}

/** A detector that alarms watch on its own. */
export interface WatchedDetector {
  readonly name: string
  /** Its interval; without it nobody knows when it is silent for too long. */
  readonly interval?: Interval
}

/** What alarms of an engine depend on. */
export interface AlarmSettings {
  readonly engine: string
  readonly functionName: string
  readonly deadLetterQueue: string
  readonly detectors: readonly WatchedDetector[]
  /** Names of functions of channels. */
  readonly channelFunctions: readonly string[]
  /** ARN of the state machine; absent for none. */
  readonly stateMachineArn?: string
  /** Failed executions in an hour that are still none of an alarm. */
  readonly executionsFailedThreshold: number
  /** Alerts in an hour that could not be delivered and are still none of an alarm. */
  readonly undeliveredThreshold: number
  /** Percent of the records of an interval that may be rejected. */
  readonly recordsRejectedThreshold: number
}

const HOUR = 3_600
const QUARTER = 900
const FIVE_MINUTES = 300

/** CloudWatch's longest warm-up. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-warm-up.html */
const LONGEST_WARM_UP_MINUTES = 2_880

/** Alarms of an engine, then those of its detectors and of channels, in their order. */
export function planAlarms(settings: AlarmSettings): readonly AlarmPlan[] {
  const { engine, detectors, channelFunctions } = settings
  return [
    ...engineAlarms(settings),
    ...mapAlarms(settings),
    ...detectors.flatMap((detector, index) => detectorAlarms(settings, detector, index)),
    ...channelFunctions.map((functionName, index) =>
      alarm(engine, {
        ...lambdaMetric(functionName, 'AsyncEventsDropped'),
        key: `channel-${index}`,
        name: `${functionName}-alert-lost`,
        description: `The channel ${functionName} could not deliver an alert, after all its attempts. Its log says why.`,
        period: FIVE_MINUTES,
      }),
    ),
  ]
}

/** Keys of the alarms that there will be, before their values are known. */
export function alarmKeys(
  detectors: readonly { readonly interval?: unknown }[],
  channels: readonly unknown[],
  map = false,
): readonly string[] {
  const alarms = planAlarms({
    engine: '',
    functionName: '',
    deadLetterQueue: '',
    detectors: detectors.map(({ interval }) => ({ name: '', ...(interval !== undefined && { interval: 'PT1H' }) })),
    channelFunctions: channels.map(() => ''),
    ...(map && { stateMachineArn: '' }),
    executionsFailedThreshold: 0,
    undeliveredThreshold: 0,
    recordsRejectedThreshold: 0,
  })
  return alarms.map(({ key }) => key)
}

function engineAlarms(settings: AlarmSettings): readonly AlarmPlan[] {
  const {
    engine,
    functionName,
    deadLetterQueue,
    executionsFailedThreshold,
    undeliveredThreshold,
    recordsRejectedThreshold,
  } = settings
  return [
    // Guide: "Monitoring Lookout for Metrics with Amazon CloudWatch" has this one.
    alarm(engine, {
      ...engineMetric({ Engine: engine }, 'ExecutionsFailed'),
      key: 'executions-failed',
      description: `More than ${executionsFailedThreshold} executions of detectors failed within an hour. The log of the engine says why.`,
      comparisonOperator: 'GreaterThanThreshold',
      threshold: executionsFailedThreshold,
      period: HOUR,
    }),
    alarm(engine, {
      ...engineMetric({ Engine: engine }, 'Undelivered'),
      key: 'undelivered',
      description: `More than ${undeliveredThreshold} alerts within an hour could not be delivered. The log of the engine says which, and why.`,
      comparisonOperator: 'GreaterThanThreshold',
      threshold: undeliveredThreshold,
      period: HOUR,
    }),
    alarm(engine, {
      ...engineMetric({ Engine: engine }, 'ActivationFailed'),
      statistic: 'Maximum',
      key: 'activation-failed',
      description: 'A detector could not be activated, so that it watches nothing. Its status has the reason.',
      period: HOUR,
    }),
    alarm(engine, {
      ...engineMetric({ Engine: engine }, 'IntervalsWithoutData'),
      statistic: 'Maximum',
      key: 'data-missing',
      description: 'A detector has had no usable data for two intervals in a row, and has passed them over.',
      threshold: 2,
      period: HOUR,
    }),
    alarm(engine, {
      ...engineMetric({ Engine: engine }, 'IntervalsBehind'),
      statistic: 'Maximum',
      key: 'intervals-behind',
      description:
        'For two hours, wake-ups have left a detector three intervals or more behind: there is more to do than the function has time for.',
      threshold: 3,
      period: HOUR,
      evaluationPeriods: 2,
    }),
    alarm(engine, {
      ...engineMetric({ Engine: engine }, 'RecordsRejected'),
      statistic: 'Maximum',
      key: 'records-rejected',
      description: `For two hours, a detector has rejected more than ${recordsRejectedThreshold} % of the records of an interval.`,
      comparisonOperator: 'GreaterThanThreshold',
      threshold: recordsRejectedThreshold,
      period: HOUR,
      evaluationPeriods: 2,
    }),
    alarm(engine, {
      ...lambdaMetric(functionName, 'Invocations'),
      key: 'no-wake-ups',
      description:
        'No schedule has woken the engine for two hours, though every detector is woken once an hour at least. Look at the schedules and their role.',
      comparisonOperator: 'LessThanThreshold',
      threshold: 1,
      period: HOUR,
      evaluationPeriods: 2,
      treatMissingData: 'breaching',
      warmUpMinutes: 180,
    }),
    alarm(engine, {
      ...lambdaMetric(functionName, 'Errors'),
      key: 'function-errors',
      description:
        'The function of the engine failed three times within an hour: a wake-up and both its repetitions, or several. Its log says why.',
      threshold: 3,
      // Three attempts that each take all of a quarter of an hour do not fit into less.
      period: HOUR,
    }),
    alarm(engine, {
      ...lambdaMetric(functionName, 'Throttles'),
      key: 'function-throttled',
      description:
        'The function of the engine has been refused for half an hour: raise its reserved concurrency or the quota of the account.',
      period: QUARTER,
      evaluationPeriods: 2,
    }),
    alarm(engine, {
      namespace: 'AWS/SQS',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: deadLetterQueue },
      statistic: 'Maximum',
      key: 'wake-ups-lost',
      description: `EventBridge Scheduler could not deliver a wake-up and kept it in the queue ${deadLetterQueue}.`,
      period: FIVE_MINUTES,
    }),
  ]
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html */
function mapAlarms({ engine, stateMachineArn }: AlarmSettings): readonly AlarmPlan[] {
  if (stateMachineArn === undefined) return []
  const metric = (metricName: string): Metric => ({
    namespace: 'AWS/States',
    metricName,
    dimensions: { StateMachineArn: stateMachineArn },
  })
  return [
    alarm(engine, {
      ...metric('ExecutionsFailed'),
      key: 'map-failed',
      description:
        'The state machine gave up an interval of a large detector after all attempts; its execution says at which step, and the log of the engine why. The next wake-up starts another.',
      period: HOUR,
    }),
    alarm(engine, {
      ...metric('ExecutionsTimedOut'),
      key: 'map-timed-out',
      description:
        'An execution of the state machine took longer than a day. Look at which step it was, and at the log of the engine.',
      period: HOUR,
    }),
  ]
}

function detectorAlarms(
  { engine, executionsFailedThreshold }: AlarmSettings,
  { name, interval }: WatchedDetector,
  index: number,
): readonly AlarmPlan[] {
  const dimensions = { Engine: engine, Detector: name }
  const within = failureWindow(interval, executionsFailedThreshold)
  const failed = alarm(engine, {
    ...engineMetric(dimensions, 'ExecutionsFailed'),
    key: `detector-${index}-failed`,
    name: `crowsnest-${engine}-${name}-executions-failed`,
    description: `More than ${within.threshold} executions of the detector ${name} failed within ${hoursText(within.period)}.`,
    comparisonOperator: 'GreaterThanThreshold',
    ...within,
  })
  if (interval === undefined) return [failed]
  const { period, evaluationPeriods } = silence(interval)
  return [
    failed,
    alarm(engine, {
      ...engineMetric(dimensions, 'ExecutionsStarted'),
      key: `detector-${index}-silent`,
      name: `crowsnest-${engine}-${name}-no-executions`,
      description: `The detector ${name} has looked at no interval for ${(period * evaluationPeriods) / HOUR} hours. Is it active, and does its schedule wake the engine?`,
      comparisonOperator: 'LessThanThreshold',
      threshold: 1,
      period,
      evaluationPeriods,
      treatMissingData: 'breaching',
      warmUpMinutes: Math.min(LONGEST_WARM_UP_MINUTES, (period * (evaluationPeriods + 1)) / 60),
    }),
  ]
}

/**
 * Long enough for several intervals to fail in: a detector of hours whose data is missing fails once an hour, one of days once a day, which
 * is CloudWatch's longest period, and enough.
 */
function failureWindow(interval: Interval | undefined, threshold: number): Pick<AlarmPlan, 'period' | 'threshold'> {
  switch (interval) {
    case 'P1D':
      return { period: 24 * HOUR, threshold: 0 }
    case 'PT1H':
      return { period: 3 * HOUR, threshold }
    default:
      return { period: HOUR, threshold }
  }
}

function hoursText(seconds: number): string {
  return seconds === HOUR ? 'an hour' : `${seconds / HOUR} hours`
}

/** Three intervals and two hours at least; of days two, in periods of a day, which is CloudWatch's longest. */
function silence(interval: Interval): Pick<AlarmPlan, 'period' | 'evaluationPeriods'> {
  const seconds = INTERVAL_SECONDS[interval]
  return seconds > HOUR
    ? { period: seconds, evaluationPeriods: 2 }
    : { period: HOUR, evaluationPeriods: Math.max(2, Math.ceil((3 * seconds) / HOUR)) }
}

type AlarmDraft = Pick<AlarmPlan, 'key' | 'description' | 'namespace' | 'metricName' | 'dimensions' | 'period'> &
  Partial<AlarmPlan>

function alarm(engine: string, draft: AlarmDraft): AlarmPlan {
  const { key } = draft
  const entry = ENTRIES.find(([start, end]) => key.startsWith(start) && key.endsWith(end))?.[2] ?? key
  return {
    name: `crowsnest-${engine}-${draft.key}`,
    statistic: 'Sum',
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
    threshold: 1,
    evaluationPeriods: 1,
    treatMissingData: 'notBreaching',
    warmUpMinutes: null,
    ...draft,
    description: `${draft.description} ${RUNBOOK}#${entry}`,
  }
}

/** Where somebody who is woken by an alarm reads on. */
const RUNBOOK = 'docs/runbook.md'

/** Entries of alarms that there are several of: how their keys begin and end. */
const ENTRIES = [
  ['detector-', '-failed', 'detector-executions-failed'],
  ['detector-', '-silent', 'detector-no-executions'],
  ['channel-', '', 'alert-lost'],
] as const

type Metric = Pick<AlarmPlan, 'namespace' | 'metricName' | 'dimensions'>

function engineMetric(dimensions: AlarmPlan['dimensions'], metricName: string): Metric {
  return { namespace: METRIC_NAMESPACE, metricName, dimensions }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
function lambdaMetric(functionName: string, metricName: string): Metric {
  return { namespace: 'AWS/Lambda', metricName, dimensions: { FunctionName: functionName } }
}
