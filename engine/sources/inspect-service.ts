import { resolveSource, type SourceSpec } from '../../spec/index.ts'
import type { InspectedData, InspectOptions } from './inspected-data.ts'
import {
  InspectError,
  listMetrics,
  lookAtTable,
  proposeDetector,
  proposeNamespace,
  proposeTable,
  sampleData,
  tablesOf,
  type NamedSource,
} from './inspect/index.ts'
import { bucketOf, s3Store } from './s3-store.ts'
import type { AwsOptions } from './aws-options.ts'
import type { SourcePlace } from './source-context.ts'
import type { SqlConnector } from './sql/index.ts'

/**
 * Looks at a live source and proposes a detector for it.
 *
 * @param data - as it was named, for messages
 * @throws {SourceError | InspectError} when it cannot be reached or understood
 */
export async function inspectService(
  data: string,
  { source, name, complete }: NamedSource,
  { baseDir, aws, env, signal }: InspectOptions,
): Promise<InspectedData> {
  const place: SourcePlace = { baseDir, ...(aws && { aws }), ...(env && { env }) }
  if ('cloudwatch' in source) {
    const { namespace } = source.cloudwatch
    const metrics = await listMetrics(namespace, data, aws, signal)
    if (complete) {
      const proposal = proposeNamespace(name, namespace, metrics, data)
      return { ...proposal, sampled: [data], records: metrics.length, kind: 'metrics' }
    }
    const namespaces = [...new Set(metrics.map((metric) => metric.namespace))].toSorted()
    throw new InspectError('NAMESPACE_NEEDED', data, { namespaces })
  }
  if ('appflow' in source) return inspectFlow(data, source.appflow.flow, name, aws, signal)
  const connector = await connectorOf(source, place)
  if (!complete) throw new InspectError('TABLE_NEEDED', data, { tables: await tablesOf(connector, signal) })
  const look = await lookAtTable(connector, signal)
  const proposal = proposeTable(name, look, source, data)
  return { ...proposal, sampled: [connector.place], records: look.rows.length, kind: 'table' }
}

/** What a flow has delivered is looked at like any files; only that it is a flow stands in the spec. */
async function inspectFlow(
  data: string,
  flow: string,
  name: string,
  aws: AwsOptions | undefined,
  signal: AbortSignal | undefined,
): Promise<InspectedData> {
  const { flowDestination } = await import('./appflow/index.ts')
  const destination = await flowDestination(flow, aws ?? {}, signal)
  const store = s3Store(bucketOf(destination), aws)
  const sample = await sampleData(store, store.key(`${destination}${flow}/`), signal)
  const proposal = proposeDetector(name, sample, { kind: 's3', name: data, path: (below) => `${destination}${below}` })
  const { dataset } = proposal.detector
  const source = { appflow: { flow, destination, format: sample.table.format } }
  return {
    detector: { ...proposal.detector, dataset: { ...dataset, source } },
    decisions: proposal.decisions.filter(({ about }) => about !== 'continuous' && about !== 'historical'),
    sampled: sample.sampled,
    records: sample.table.rows.length,
    kind: 'files',
  }
}

async function connectorOf(source: SourceSpec, place: SourcePlace): Promise<SqlConnector> {
  const resolved = resolveSource(source)
  switch (resolved.kind) {
    case 'rds':
      return (await import('./relational/index.ts')).relationalConnector(resolved, place)
    case 'redshift':
      return (await import('./redshift/index.ts')).redshiftConnector(resolved, place)
    case 'athena':
      return (await import('./athena/index.ts')).athenaConnector(resolved, place)
    default:
      throw new Error(`${resolved.kind} has no tables: a bug`)
  }
}
