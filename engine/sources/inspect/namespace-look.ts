import { clientOptions, type AwsOptions } from '../aws-options.ts'
import { awsError } from '../aws-error.ts'

/** A metric of CloudWatch: its name, and the names of its dimensions in order. */
export interface ListedMetric {
  readonly namespace: string
  readonly name: string
  readonly dimensions: readonly string[]
}

/** Pages that are looked at; each has up to 500 metrics. */
const PAGES = 40

/**
 * The metrics of a namespace that had values in the last two weeks, the first 20,000 of them.
 *
 * @param namespace - empty for those of all namespaces
 * @throws {SourceError}
 */
export async function listMetrics(
  namespace: string,
  place: string,
  aws: AwsOptions | undefined,
  signal?: AbortSignal,
): Promise<readonly ListedMetric[]> {
  const { CloudWatchClient, paginateListMetrics } = await import('@aws-sdk/client-cloudwatch')
  const client = new CloudWatchClient(clientOptions(aws))
  const found: ListedMetric[] = []
  try {
    let pages = 0
    const wanted = namespace === '' ? {} : { Namespace: namespace }
    for await (const page of paginateListMetrics({ client }, wanted, signal && { abortSignal: signal })) {
      for (const { Namespace = '', MetricName = '', Dimensions = [] } of page.Metrics ?? []) {
        const dimensions = Dimensions.map(({ Name = '' }) => Name).toSorted()
        found.push({ namespace: Namespace, name: MetricName, dimensions })
      }
      if (++pages === PAGES) break
    }
  } catch (error) {
    signal?.throwIfAborted()
    throw await awsError(error, place, 'cloudwatch:ListMetrics', client)
  } finally {
    client.destroy()
  }
  return found
}
