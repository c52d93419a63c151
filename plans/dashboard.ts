import { localArn, type AwsPlace } from '../spec/index.ts'
import { METRIC_NAMESPACE, type AlarmPlan } from './alarms.ts'

/** What a dashboard shows. */
export interface DashboardSettings {
  readonly engine: string
  readonly functionName: string
  readonly deadLetterQueue: string
  readonly scheduleGroup: string
  readonly channelFunctions: readonly string[]
  readonly alarms: readonly Pick<AlarmPlan, 'name'>[]
}

/** Columns of a dashboard. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const COLUMNS = 24

const HEIGHT = 6

const LOST = { stat: 'Maximum', label: 'lost' }

type Metric = readonly (string | Readonly<Record<string, string>>)[]

interface Widget {
  readonly type: 'alarm' | 'metric'
  readonly width: number
  readonly height: number
  readonly properties: Readonly<Record<string, unknown>>
}

/**
 * The dashboard of an engine as CloudWatch takes it: JSON. Detectors and alerts are found by search, so that those of other stacks
 * and of later days are there too.
 */
export function dashboardBody(settings: DashboardSettings, place: AwsPlace): string {
  const { engine, functionName, deadLetterQueue, scheduleGroup, channelFunctions, alarms } = settings
  const metric = graph(place.region)
  const own = (name: string, label: string): Metric => [METRIC_NAMESPACE, name, 'Engine', engine, { label }]
  const worst = (name: string, label: string): Metric => [
    METRIC_NAMESPACE,
    name,
    'Engine',
    engine,
    { stat: 'Maximum', label },
  ]
  const lambda = (name: string, stat: string, of: string = functionName): Metric => [
    'AWS/Lambda',
    name,
    'FunctionName',
    of,
    { stat, label: of === functionName ? `${name}${stat === 'Sum' ? '' : ` ${stat}`}` : of },
  ]
  const widgets: readonly Widget[] = [
    {
      type: 'alarm',
      width: COLUMNS,
      height: 3,
      properties: {
        title: `Alarms of the engine ${engine}`,
        alarms: alarms.map(({ name }) => localArn(place, 'cloudwatch', `alarm:${name}`)),
      },
    },
    metric('Executions', [
      own('ExecutionsStarted', 'started'),
      own('ExecutionsSucceeded', 'succeeded'),
      own('ExecutionsFailed', 'failed'),
    ]),
    metric('Alerts', [own('Delivered', 'delivered'), own('Undelivered', 'not delivered')]),
    metric('The worst of the detectors', [
      worst('IntervalsBehind', 'intervals behind'),
      worst('IntervalsWithoutData', 'intervals without data'),
      worst('RecordsRejected', 'rejected records, %'),
      worst('ActivationFailed', 'could not be activated'),
    ]),
    metric('Executions by detector', [search(engine, ['Detector'], 'ExecutionsSucceeded')]),
    metric('Failed executions by detector', [search(engine, ['Detector'], 'ExecutionsFailed')]),
    metric('Delivered by alert', [search(engine, ['Detector', 'Alert'], 'Delivered')]),
    metric('Not delivered by alert', [search(engine, ['Detector', 'Alert'], 'Undelivered')]),
    metric('Runs of the function', [
      lambda('Invocations', 'Sum'),
      lambda('Errors', 'Sum'),
      lambda('Throttles', 'Sum'),
      lambda('AsyncEventsDropped', 'Sum'),
    ]),
    metric('Duration of the function (ms)', [lambda('Duration', 'p50'), lambda('Duration', 'Maximum')]),
    metric('Wake-ups', [
      ['AWS/Scheduler', 'InvocationAttemptCount', 'ScheduleGroup', scheduleGroup, { label: 'attempts' }],
      ['AWS/Scheduler', 'InvocationDroppedCount', 'ScheduleGroup', scheduleGroup, { label: 'dropped' }],
      ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', deadLetterQueue, LOST],
    ]),
    ...(channelFunctions.length === 0
      ? []
      : [
          metric(
            'Failed runs of channels',
            channelFunctions.map((name) => lambda('Errors', 'Sum', name)),
          ),
          metric(
            'Alerts that channels lost',
            channelFunctions.map((name) => lambda('AsyncEventsDropped', 'Sum', name)),
          ),
        ]),
  ]
  return JSON.stringify({ start: '-P7D', periodOverride: 'inherit', widgets: placed(widgets) })
}

function graph(region: string): (title: string, metrics: readonly Metric[]) => Widget {
  return (title, metrics) => ({
    type: 'metric',
    width: COLUMNS / 2,
    height: HEIGHT,
    properties: { title, region, view: 'timeSeries', stat: 'Sum', period: 3_600, metrics },
  })
}

/** All metrics of one name that have these dimensions beside the engine. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html */
function search(engine: string, dimensions: readonly string[], name: string): Metric {
  const schema = [METRIC_NAMESPACE, 'Engine', ...dimensions].join(',')
  return [{ expression: `SEARCH('{${schema}} Engine="${engine}" MetricName="${name}"', 'Sum', 3600)` }]
}

/** From left to right, from top to bottom. */
function placed(widgets: readonly Widget[]): readonly unknown[] {
  const state = { x: 0, y: 0, row: 0 }
  return widgets.map((widget) => {
    if (state.x + widget.width > COLUMNS) Object.assign(state, { x: 0, y: state.y + state.row, row: 0 })
    const { x, y } = state
    Object.assign(state, { x: x + widget.width, row: Math.max(state.row, widget.height) })
    return { ...widget, x, y }
  })
}
