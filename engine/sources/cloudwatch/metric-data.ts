import { setTimeout as sleep } from 'node:timers/promises'
import type { MetricDataResult } from '@aws-sdk/client-cloudwatch'
import { SourceError } from '../source-error.ts'
import type { TimeWindow } from '../source.ts'
import type { CloudWatchApi } from './cloudwatch-api.ts'

/** Most queries of a request. AWS: API reference, GetMetricData. */
export const QUERIES_PER_REQUEST = 500

/** Most values of an answer. AWS: API reference, GetMetricData. */
export const VALUES_PER_REQUEST = 100_800

/** A statistic of a metric of CloudWatch. */
export interface MetricQuery {
  readonly namespace: string
  readonly metric: string
  readonly dimensions: readonly { readonly Name: string; readonly Value: string }[]
  readonly statistic: string
}

/** Times at which values are asked for. */
export interface PeriodWindow extends TimeWindow {
  /** In seconds; divides both ends. */
  readonly period: number
}

/** How often queries are sent that CloudWatch did not answer in full. */
const ATTEMPTS = 3
const FIRST_PAUSE_MS = 250

/**
 * Asks for the values of metrics, all pages of them.
 *
 * @param queries - any number
 * @returns for each query the value of each period, NaN where there is none
 * @throws {SourceError} READ_FAILED when CloudWatch does not answer in full
 */
export async function metricData(
  api: CloudWatchApi,
  queries: readonly MetricQuery[],
  window: PeriodWindow,
  signal?: AbortSignal,
): Promise<readonly Float64Array[]> {
  const periods = Math.ceil((window.end - window.start) / (1000 * window.period))
  const values = queries.map(() => new Float64Array(periods).fill(Number.NaN))
  for (let from = 0; from < queries.length; from += QUERIES_PER_REQUEST) {
    const to = Math.min(from + QUERIES_PER_REQUEST, queries.length)
    let open: readonly number[] = Array.from({ length: to - from }, (_, index) => from + index)
    for (let attempt = 1; ; attempt++) {
      const answer = await ask(api, open, queries, values, window, signal)
      open = answer.open
      if (open.length === 0) break
      if (attempt === ATTEMPTS) throw new SourceError('READ_FAILED', api.place, { reason: reasonOf(answer) })
      await sleep(FIRST_PAUSE_MS * 4 ** (attempt - 1), undefined, signal === undefined ? {} : { signal })
    }
  }
  return values
}

interface Answer {
  /** Queries that were not answered in full. */
  readonly open: readonly number[]
  /** What CloudWatch says of it. */
  readonly said: ReadonlySet<string>
}

/** One request with all its pages. */
async function ask(
  api: CloudWatchApi,
  asked: readonly number[],
  queries: readonly MetricQuery[],
  values: readonly Float64Array[],
  window: PeriodWindow,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const states = new Map<number, MetricDataResult['StatusCode']>()
  const said = new Set<string>()
  let token: string | undefined
  let incomplete = false
  do {
    const page = await api.getMetricData(
      {
        MetricDataQueries: asked.map((index) => queryOf(queries[index]!, index, window.period)),
        StartTime: new Date(window.start),
        EndTime: new Date(window.end),
        ScanBy: 'TimestampAscending',
        MaxDatapoints: VALUES_PER_REQUEST,
        NextToken: token,
      },
      signal,
    )
    for (const result of page.MetricDataResults ?? []) {
      const index = Number(result.Id?.slice(1))
      const target = values[index]
      if (target === undefined) continue
      fill(target, result, window)
      states.set(index, result.StatusCode)
      if (result.StatusCode === 'Forbidden') throw forbidden(api, result)
      if (result.StatusCode !== 'Complete') for (const text of textsOf(result)) said.add(text)
    }
    // A message about the whole says that a part of it is missing.
    for (const text of textsOf(page)) said.add(text)
    incomplete ||= (page.Messages ?? []).length > 0
    token = page.NextToken
  } while (token !== undefined)
  // A query of which no page has a word has no values.
  const isOpen = (index: number): boolean => incomplete || (states.get(index) ?? 'Complete') !== 'Complete'
  return { open: asked.filter(isOpen), said }
}

function queryOf({ namespace, metric, dimensions, statistic }: MetricQuery, index: number, period: number) {
  return {
    Id: `q${index}`,
    MetricStat: {
      Metric: { Namespace: namespace, MetricName: metric, Dimensions: [...dimensions] },
      Period: period,
      Stat: statistic,
    },
  }
}

/** Sets and does not add: what is answered twice is the same. */
function fill(target: Float64Array, { Timestamps = [], Values = [] }: MetricDataResult, window: PeriodWindow): void {
  Timestamps.forEach((time, index) => {
    const period = Math.floor((time.getTime() - window.start) / (1000 * window.period))
    if (period >= 0 && period < target.length) target[period] = Values[index] ?? Number.NaN
  })
}

function forbidden(api: CloudWatchApi, result: MetricDataResult): SourceError {
  const reason = textsOf(result).join('; ') || 'Forbidden'
  return new SourceError('PERMISSION_DENIED', api.place, { what: 'cloudwatch:GetMetricData', reason })
}

function textsOf({ Messages = [] }: Pick<MetricDataResult, 'Messages'>): readonly string[] {
  return Messages.map(({ Code = '', Value = '' }) => `${Code}: ${Value}`)
}

function reasonOf({ open, said }: Answer): string {
  const words = said.size === 0 ? '' : ` (${[...said].join('; ')})`
  return `cloudwatch:GetMetricData left ${open.length} queries without their data${words}`
}
