import type { ApiHost } from '../../../engine/api/api-host.ts'
import { consoleParts } from '../../../engine/api/console-parts.ts'
import { readEvent } from '../../../engine/hosts/lambda/engine-event.ts'
import { HostError } from '../../../engine/hosts/lambda/host-error.ts'
import { readStackRequest, stackRequestOf } from '../../../engine/hosts/lambda/stack-request.ts'
import { memoryStore, type ObjectStore } from '../../../engine/state/index.ts'
import { type FuzzTarget, law, mayFail } from '../target.ts'
import { wireFacts } from '../../wire-facts.ts'

const ARN = 'arn:aws:lookoutmetrics:eu-west-1:111122223333:AnomalyDetector:shop'

const METRIC_SET = {
  AnomalyDetectorArn: ARN,
  MetricSetName: 'shop-set',
  MetricList: [{ MetricName: 'revenue', AggregationFunction: 'SUM' }],
  DimensionList: ['shop'],
  TimestampColumn: { ColumnName: 't', ColumnFormat: 'yyyy-MM-dd HH:mm:ss' },
  MetricSetFrequency: 'PT1H',
  Offset: 0,
  Timezone: 'UTC',
  MetricSource: {
    S3SourceConfig: {
      RoleArn: 'arn:aws:iam::111122223333:role/x',
      TemplatedPathList: ['s3://acme/live/{{yyyyMMdd}}/{{HHmm}}'],
      HistoricalDataPathList: ['s3://acme/history/'],
      FileFormatDescriptor: {
        CsvFormatDescriptor: { ContainsHeader: true, Delimiter: ',', Charset: 'UTF-8', QuoteSymbol: '"' },
      },
    },
  },
}

/** Calls before the one that is tried, so that there is something to find. */
const SETUP: readonly (readonly [string, unknown])[] = [
  [
    '/CreateAnomalyDetector',
    { AnomalyDetectorName: 'shop', AnomalyDetectorConfig: { AnomalyDetectorFrequency: 'PT1H' } },
  ],
  ['/CreateMetricSet', METRIC_SET],
]

const CALLS: readonly (readonly [string, unknown])[] = [
  ...SETUP,
  ['/DescribeAnomalyDetector', { AnomalyDetectorArn: ARN }],
  [
    '/UpdateMetricSet',
    { ...METRIC_SET, AnomalyDetectorArn: undefined, MetricSetArn: ARN.replace('AnomalyDetector:', 'MetricSet:shop/') },
  ],
  ['/ListMetricSets', { AnomalyDetectorArn: ARN, MaxResults: 10, NextToken: 'W10' }],
  [
    '/CreateAlert',
    {
      AlertName: 'oncall',
      AnomalyDetectorArn: ARN,
      AlertSensitivityThreshold: 70,
      Action: {
        SNSConfiguration: {
          RoleArn: 'arn:aws:iam::111122223333:role/x',
          SnsTopicArn: 'arn:aws:sns:eu-west-1:111122223333:x',
          SnsFormat: 'JSON',
        },
      },
      AlertFilters: {
        MetricList: ['revenue'],
        DimensionFilterList: [{ DimensionName: 'shop', DimensionValueList: ['a'] }],
      },
      Tags: { team: 'growth' },
    },
  ],
  ['/ListAnomalyGroupSummaries', { AnomalyDetectorArn: ARN, SensitivityThreshold: 50, MaxResults: 5 }],
  [
    '/PutFeedback',
    {
      AnomalyDetectorArn: ARN,
      AnomalyGroupTimeSeriesFeedback: {
        AnomalyGroupId: '00000000-0000-0000-0000-000000000000',
        TimeSeriesId: 'a',
        IsAnomaly: true,
      },
    },
  ],
  ['/ListAnomalyDetectors', { MaxResults: 3 }],
]

/** Requests of the original service's API, through the whole of it. */
export async function apiTarget(): Promise<FuzzTarget> {
  const made = await setUp()
  return {
    corpus: CALLS.map(([path, body]) => Buffer.from(JSON.stringify({ method: 'POST', path, body }))),
    tokens: [
      ...OPERATIONS,
      ...[
        'POST',
        'GET',
        'DELETE',
        ARN,
        `/tags/${ARN}`,
        'MaxResults',
        'NextToken',
        'AnomalyDetectorArn',
        'shop',
        'PT5M',
        '%',
      ],
    ],
    shape: 'json',
    async run(input) {
      const errors: unknown[] = []
      const { api } = consoleParts(host(await copyOf(made)), (error) => void errors.push(error))
      const { method, path, body } = requestOf(input)
      const answer = await api(call(method, path, body))
      throwFirst(errors)
      const length = typeof answer.body === 'string' ? answer.body.length : answer.body.byteLength
      law(answer.status < 500 && length < 1_000_000, () => `status ${answer.status}, ${length} bytes`)
      for (const value of Object.values(answer.headers))
        law(/^[\t\x20-\x7e]*$/.test(value), () => `the header ${value}`)
    },
  }
}

/** Requests of the review page. */
export async function pageTarget(): Promise<FuzzTarget> {
  const made = await setUp()
  const paths = [
    '/detectors',
    '/detectors/shop',
    '/detectors/shop/groups',
    '/detectors/shop/executions?limit=5&before=1700000000000',
  ]
  const group = '/detectors/shop/groups/00000000-0000-0000-0000-000000000000'
  return {
    corpus: [
      ...[...paths, `${group}/series?metric=0&before=10`, '/detectors/shop/quality', '/detectors/shop/alerts'].map(
        (path) => Buffer.from(JSON.stringify({ method: 'GET', path })),
      ),
      Buffer.from(
        JSON.stringify({ method: 'POST', path: `${group}/feedback`, body: { metrics: [0], relevant: true } }),
      ),
    ],
    tokens: [
      'detectors',
      'groups',
      'series',
      'feedback',
      'executions',
      'limit',
      'metric',
      '/',
      '?',
      '&',
      '=',
      '%',
      '%2f',
      '..',
      'metrics',
      'relevant',
    ],
    shape: 'json',
    async run(input) {
      const errors: unknown[] = []
      const { data } = consoleParts(host(await copyOf(made)), (error) => void errors.push(error))
      const { method, path, body } = requestOf(input)
      const answer = await data(call(method, path, body))
      throwFirst(errors)
      law(answer.status < 500, () => `status ${answer.status}: ${String(answer.body)}`)
    },
  }
}

/** Events of the function: of schedules, people and stacks. */
export async function eventTarget(): Promise<FuzzTarget> {
  const stack = {
    RequestType: 'Create',
    ResponseURL: 'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/x',
    ResourceType: 'Custom::CrowsnestDeclaration',
    StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/x/y',
    RequestId: 'r',
    LogicalResourceId: 'L',
    ResourceProperties: {
      ServiceToken: 'x',
      Detector: 'shop',
      Part: 'alert',
      Alert: 'oncall',
      Content: '{"name":"oncall"}',
    },
  }
  return {
    corpus: [
      { operation: 'execute', detector: 'shop' },
      { operation: 'backtest', detector: 'shop', maxAlertsPerWeek: 3, threshold: 50, tf: { action: 'create' } },
      stack,
      {
        ...stack,
        RequestType: 'Update',
        PhysicalResourceId: 'detector/shop',
        ResourceType: 'Custom::CrowsnestActivation',
        ResourceProperties: { Event: '{"operation":"activate","detector":"shop"}' },
      },
    ].map((event) => Buffer.from(JSON.stringify(event))),
    tokens: [
      ...Object.keys(stack),
      'execute',
      'activate',
      'deactivate',
      'Delete',
      'dataset',
      'detector',
      'Custom::CrowsnestBacktest',
      'trigger',
      'tf',
    ],
    shape: 'json',
    run: (input) =>
      mayFail([HostError], () => {
        const event = parsed(input)
        const request = stackRequestOf(event)
        if (request === null) readEvent(event)
        else {
          const { physicalId } = readStackRequest(request)
          law(/^[\w/-]*$/.test(physicalId) || physicalId === request.physicalId, () => `the id ${physicalId}`)
        }
      }),
  }
}

const OPERATIONS = Object.values(wireFacts().operations).map(({ path }) => path)

/** A state with a detector. */
async function setUp(): Promise<ObjectStore> {
  const store = memoryStore()
  const { api } = consoleParts(host(store), (error) => {
    throw error
  })
  for (const [path, body] of SETUP) {
    const { status } = await api(call('POST', path, body))
    if (status !== 200) throw new Error(`${path} answers ${status}`)
  }
  return store
}

async function copyOf(made: ObjectStore): Promise<ObjectStore> {
  const store = memoryStore()
  for await (const { key } of made.list('')) await store.create(key, (await made.get(key))!.bytes)
  return store
}

function host(store: ObjectStore): ApiHost {
  let ids = 0
  return {
    store,
    place: { partition: 'aws', region: 'eu-west-1', account: '111122223333' },
    now: () => Date.UTC(2026, 10, 28, 12),
    newId: () => `00000000-0000-4000-8000-${String(ids++).padStart(12, '0')}`,
    writer: 'fuzz',
    reviewer: 'fuzz',
    buckets: new Map(),
    wake: () => undefined,
  }
}

function call(method: string, given: string, body: unknown): Parameters<ReturnType<typeof consoleParts>['api']>[0] {
  // As the server takes addresses apart.
  const { pathname: path, searchParams: query } = new URL(`http://localhost${given}`)
  const bytes = body === undefined ? new Uint8Array(0) : Buffer.from(bodyText(body))
  return { method, path, query, headers: {}, body: bytes }
}

/** Nested too deeply for JSON.stringify: brackets alone. */
function bodyText(body: unknown): string {
  if (typeof body === 'string') return body
  try {
    return JSON.stringify(body)
  } catch {
    return '['.repeat(100_000) + ']'.repeat(100_000)
  }
}

function requestOf(input: Uint8Array): { readonly method: string; readonly path: string; readonly body: unknown } {
  const value = parsed(input)
  const { method, path, body } = (typeof value === 'object' && value !== null ? value : {}) as Readonly<
    Record<string, unknown>
  >
  const address =
    typeof path === 'string' && path.startsWith('/') && URL.canParse(`http://localhost${path}`) ? path : '/'
  return { method: typeof method === 'string' ? method : 'POST', path: address, body }
}

function parsed(input: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(input).toString())
  } catch {
    return undefined
  }
}

function throwFirst(errors: readonly unknown[]): void {
  if (errors.length > 0) throw errors[0]
}
