import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

/** A metric of the stub with all its samples. */
export interface StubMetric {
  readonly name: string
  readonly dimensions?: Readonly<Record<string, string>>
  /** By epoch milliseconds. */
  readonly samples: readonly (readonly [time: number, value: number])[]
}

/** A request as it came. */
export interface StubRequest {
  readonly operation: string
  readonly region: string
  readonly input: StubInput
}

interface StubInput {
  readonly MetricName?: string
  readonly Dimensions?: readonly { readonly Name: string; readonly Value?: string }[]
  readonly MetricDataQueries?: readonly StubQuery[]
  readonly StartTime?: number
  readonly EndTime?: number
  readonly MaxDatapoints?: number
  readonly NextToken?: string
}

interface StubQuery {
  readonly Id: string
  readonly MetricStat: {
    readonly Metric: {
      readonly Namespace: string
      readonly MetricName: string
      readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[]
    }
    readonly Period: number
    readonly Stat: string
  }
}

interface StubResult {
  readonly Id: string
  Timestamps: readonly number[]
  Values: readonly number[]
  StatusCode: string
  Messages?: readonly { readonly Code: string; readonly Value: string }[]
}

/** What an answer is instead of the right one. */
export type StubTrouble =
  | { readonly kind: 'error'; readonly status: number; readonly code: string; readonly message?: string }
  | { readonly kind: 'cut' }
  /** Leaves queries without their data, or half of it. */
  | { readonly kind: 'status'; readonly of: (id: string) => boolean; readonly status: string }
  | { readonly kind: 'message'; readonly code: string }

/** CloudWatch on loopback. */
export interface CloudWatchStub {
  readonly endpoint: string
  readonly requests: StubRequest[]
  /** The most requests that were under way at once. */
  readonly busiest: () => number
  close(): Promise<void>
}

/** How the stub answers. */
export interface StubOptions {
  readonly namespace: string
  readonly metrics: readonly StubMetric[]
  /** Values of an answer of GetMetricData, when fewer than were asked for. */
  readonly valuesPerPage?: number
  /** Epoch milliseconds, for what is kept; default: everything is kept. */
  readonly now?: number
  readonly delayMs?: number
  /** @param count - of requests of this operation before this one */
  readonly trouble?: (request: StubRequest, count: number) => StubTrouble | undefined
}

/** As ListMetrics. AWS: API reference. */
const METRICS_PER_PAGE = 500

const DAY = 86_400_000

/**
 * A stand-in of our own, no emulator and no recording: it speaks the protocol of the AWS SDK (JSON 1.0 over HTTP) and behaves as AWS
 * documents ListMetrics and GetMetricData: pages, 500 queries, statistics of periods that count from midnight UTC, values that are kept
 * for 15, 63 or 455 days. It is for what moto does not do: it has no pages of GetMetricData, no partial data, no throttling.
 */
export async function cloudwatchStub(options: StubOptions): Promise<CloudWatchStub> {
  const { trouble, delayMs = 0 } = options
  const requests: StubRequest[] = []
  const metrics = new Map(options.metrics.map((metric) => [keyOf(metric.name, metric.dimensions ?? {}), metric]))
  let busy = 0
  let busiest = 0
  const server = createServer((request, response) => {
    busiest = Math.max(busiest, ++busy)
    void answer(request, response).finally(() => busy--)
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, region = ''] = /Credential=[^/]+\/\d+\/([^/]+)/.exec(request.headers.authorization ?? '') ?? []
    const operation = String(request.headers['x-amz-target']).split('.')[1]!
    const seen = { operation, region, input: (await json(request)) as StubInput }
    const before = requests.filter((one) => one.operation === operation).length
    requests.push(seen)
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
    const wrong = trouble?.(seen, before)
    if (wrong?.kind === 'cut') return void response.destroy()
    if (wrong?.kind === 'error') return fail(response, wrong.status, wrong.code, wrong.message ?? 'made to fail')
    if (operation === 'ListMetrics') return send(response, listMetrics(options, seen.input))
    if (operation !== 'GetMetricData') return fail(response, 400, 'InvalidAction', operation)
    const problem = problemOf(seen.input)
    if (problem !== undefined) return fail(response, 400, 'ValidationError', problem)
    const page = getMetricData(options, metrics, seen.input)
    if (wrong?.kind === 'message')
      return send(response, { ...page, Messages: [{ Code: wrong.code, Value: 'not all' }] })
    if (wrong?.kind === 'status') for (const result of page.MetricDataResults) worsen(result, wrong)
    send(response, page)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    busiest: () => busiest,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function listMetrics({ namespace, metrics }: StubOptions, { MetricName, Dimensions = [], NextToken = '0' }: StubInput) {
  const found = metrics.filter(
    ({ name, dimensions = {} }) =>
      name === MetricName &&
      Dimensions.every(({ Name, Value }) => Name in dimensions && (Value === undefined || dimensions[Name] === Value)),
  )
  const from = Number(NextToken)
  const to = from + METRICS_PER_PAGE
  return {
    Metrics: found.slice(from, to).map(({ name, dimensions = {} }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    })),
    ...(to < found.length && { NextToken: String(to) }),
  }
}

function problemOf({
  MetricDataQueries = [],
  MaxDatapoints = 100_800,
  StartTime,
  EndTime,
}: StubInput): string | undefined {
  const ids = MetricDataQueries.map(({ Id }) => Id)
  if (ids.length === 0 || ids.length > 500) return `${ids.length} queries`
  if (new Set(ids).size < ids.length || !ids.every((id) => /^[a-z]\w{0,254}$/.test(id))) return 'ids'
  if (MaxDatapoints > 100_800) return `${MaxDatapoints} values`
  if (!(StartTime! < EndTime!)) return 'times'
  const periods = MetricDataQueries.map(({ MetricStat }) => MetricStat.Period)
  return periods.every((period) => period % 60 === 0 && period <= 86_400) ? undefined : 'periods'
}

/** Pages go from the oldest values to the newest of all queries. */
function getMetricData(
  { namespace, valuesPerPage = Infinity, now }: StubOptions,
  metrics: ReadonlyMap<string, StubMetric>,
  { MetricDataQueries = [], StartTime = 0, EndTime = 0, MaxDatapoints = 100_800, NextToken = '0' }: StubInput,
): { MetricDataResults: StubResult[]; NextToken?: string } {
  const series = MetricDataQueries.map(({ Id, MetricStat: { Metric, Period, Stat } }) => {
    const dimensions = Object.fromEntries((Metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]))
    const metric = Metric.Namespace === namespace ? metrics.get(keyOf(Metric.MetricName, dimensions)) : undefined
    const oldest = now === undefined ? -Infinity : now - daysKept(Period) * DAY
    const periods = new Map<number, number[]>()
    for (const [time, value] of metric?.samples ?? []) {
      const at = Math.floor(time / (Period * 1000)) * Period
      if (at < StartTime || at >= EndTime || time < oldest) continue
      periods.set(at, [...(periods.get(at) ?? []), value])
    }
    return {
      Id,
      points: [...periods].toSorted(([a], [b]) => a - b).map(([at, all]) => [at, statistic(Stat, all)] as const),
    }
  })
  const times = series.flatMap(({ Id, points }) => points.map(([at]) => ({ Id, at }))).toSorted((a, b) => a.at - b.at)
  const from = Number(NextToken)
  const to = Math.min(times.length, from + Math.min(valuesPerPage, MaxDatapoints))
  const onPage = Map.groupBy(times.slice(from, to), ({ Id }) => Id)
  const later = new Set(times.slice(to).map(({ Id }) => Id))
  return {
    MetricDataResults: series.map(({ Id, points }) => {
      const shown = new Set((onPage.get(Id) ?? []).map(({ at }) => at))
      const some = points.filter(([at]) => shown.has(at))
      return {
        Id,
        Timestamps: some.map(([at]) => at),
        Values: some.map(([, value]) => value),
        StatusCode: later.has(Id) ? 'PartialData' : 'Complete',
      }
    }),
    ...(to < times.length && { NextToken: String(to) }),
  }
}

function statistic(name: string, values: readonly number[]): number {
  const sum = values.reduce((a, b) => a + b, 0)
  switch (name) {
    case 'Sum':
      return sum
    case 'SampleCount':
      return values.length
    case 'Average':
      return sum / values.length
    case 'Minimum':
      return Math.min(...values)
    case 'Maximum':
      return Math.max(...values)
    default:
      return values.toSorted((a, b) => a - b)[Math.ceil((Number(name.slice(1)) / 100) * values.length) - 1]!
  }
}

function daysKept(period: number): number {
  return period % 3600 === 0 ? 455 : period % 300 === 0 ? 63 : 15
}

function worsen(result: StubResult, { of, status }: Extract<StubTrouble, { kind: 'status' }>): void {
  if (!of(result.Id)) return
  const half = Math.floor(result.Values.length / 2)
  result.Timestamps = result.Timestamps.slice(0, half)
  result.Values = result.Values.slice(0, half)
  result.StatusCode = status
  result.Messages = [{ Code: status, Value: 'half of it' }]
}

function keyOf(name: string, dimensions: Readonly<Record<string, string>>): string {
  return JSON.stringify([name, Object.entries(dimensions).toSorted()])
}

function send(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body))
}

function fail(response: ServerResponse, status: number, code: string, message: string): void {
  response
    .writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-query-error': `${code};Sender` })
    .end(JSON.stringify({ __type: `com.amazonaws.cloudwatch#${code}`, message }))
}
