import type { CloudWatchClient, GetMetricDataInput, GetMetricDataOutput, Metric } from '@aws-sdk/client-cloudwatch'
import { awsError } from '../aws-error.ts'
import type { AwsOptions } from '../aws-options.ts'

/** What is asked of CloudWatch. Errors are those of sources. */
export interface CloudWatchApi {
  /** Where the metrics are, for messages. */
  readonly place: string
  /**
   * Metrics of a name that have all these dimensions and maybe others; with values, those that have these.
   *
   * @throws {SourceError}
   */
  listMetrics(name: string, dimensions: readonly DimensionFilter[], signal?: AbortSignal): AsyncIterable<Metric>
  /** One answer, maybe the first of several. @throws {SourceError} */
  getMetricData(input: GetMetricDataInput, signal?: AbortSignal): Promise<GetMetricDataOutput>
}

/** A dimension that metrics have, and its value where it is known. */
export interface DimensionFilter {
  readonly Name: string
  readonly Value?: string
}

/** Requests that the client sends again, slower each time, when CloudWatch is asked too often. */
const ATTEMPTS = 5

/** Most dimensions that a list can be narrowed by. AWS: API reference, ListMetrics. */
const MOST_FILTERS = 10

/** Opens a namespace; the SDK is loaded when it is first used. */
export function cloudwatchApi(namespace: string, region: string | null, options: AwsOptions = {}): CloudWatchApi {
  const place = `CloudWatch ${namespace}`
  let loading: Promise<Sdk> | undefined
  const sdk = (): Promise<Sdk> => (loading ??= loadSdk(region, options))

  /** Throws what an error means; when the read was cancelled, why. */
  async function fail(error: unknown, action: string, client: CloudWatchClient, signal?: AbortSignal): Promise<never> {
    signal?.throwIfAborted()
    throw await awsError(error, place, action, client)
  }

  return {
    place,
    async *listMetrics(name, dimensions, signal) {
      const { client, paginateListMetrics } = await sdk()
      const input = { Namespace: namespace, MetricName: name, Dimensions: dimensions.slice(0, MOST_FILTERS) }
      try {
        const pages = paginateListMetrics({ client }, input, signal === undefined ? {} : { abortSignal: signal })
        for await (const { Metrics = [] } of pages) yield* Metrics
      } catch (error) {
        await fail(error, 'cloudwatch:ListMetrics', client, signal)
      }
    },
    async getMetricData(input, signal) {
      const { client, GetMetricDataCommand } = await sdk()
      try {
        return await client.send(new GetMetricDataCommand(input), signal === undefined ? {} : { abortSignal: signal })
      } catch (error) {
        return fail(error, 'cloudwatch:GetMetricData', client, signal)
      }
    },
  }
}

interface Sdk extends Pick<
  typeof import('@aws-sdk/client-cloudwatch'),
  'GetMetricDataCommand' | 'paginateListMetrics'
> {
  readonly client: CloudWatchClient
}

async function loadSdk(region: string | null, options: AwsOptions): Promise<Sdk> {
  const { CloudWatchClient, GetMetricDataCommand, paginateListMetrics } = await import('@aws-sdk/client-cloudwatch')
  const client = new CloudWatchClient({
    maxAttempts: ATTEMPTS,
    retryMode: 'adaptive',
    ...options,
    ...(region !== null && { region }),
  })
  return { client, GetMetricDataCommand, paginateListMetrics }
}
