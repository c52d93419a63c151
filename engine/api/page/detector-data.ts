import type { ResolvedChannel, ResolvedDetector, ResolvedSource } from '../../../spec/index.ts'
import type { DetectorData, DetectorOutline } from '../../console/index.ts'
import { detectorOverview, type DetectorHistory } from '../../history/index.ts'
import { boundsThresholdOf } from '../../run/index.ts'

/**
 * A detector for the review page.
 *
 * @param now - epoch milliseconds
 */
export async function detectorData(history: DetectorHistory, now: number): Promise<DetectorData> {
  const { name, description, detector, problem, managedBy, report } = history
  return {
    name,
    description,
    spec: detector && detectorOutline(detector),
    status: report.status,
    since: report.since,
    failure: report.failure?.reason ?? problem,
    managedBy,
    ...(await detectorOverview(history, now)),
  }
}

/** A channel and where it leads, for people; of a webhook the host alone, because the rest of its URL is often a password. */
export function channelText(channel: ResolvedChannel): string {
  switch (channel.kind) {
    case 'sns':
      return `sns ${channel.topic}`
    case 'lambda':
      return `lambda ${channel.function}`
    case 'webhook':
      return `webhook ${hostOf(channel.url)}`
    case 'log':
      return 'log'
  }
}

function hostOf(address: string): string {
  if (!URL.canParse(address)) return '(not a URL)'
  const { protocol, host } = new URL(address)
  return `${protocol}//${host}/...`
}

function detectorOutline(detector: ResolvedDetector): DetectorOutline {
  const { interval, dataset, alerts } = detector
  return {
    interval,
    timezone: dataset.timezone,
    measures: dataset.measures.map(({ column, aggregation }) => ({ column, aggregation })),
    dimensions: dataset.dimensions,
    source: sourceText(dataset.source),
    backtest: dataset.source.backtest,
    alerts: alerts.length,
    boundsThreshold: boundsThresholdOf(detector),
  }
}

function sourceText(source: ResolvedSource): string {
  switch (source.kind) {
    case 's3':
    case 'folder':
      return `${source.kind} ${source.continuous ?? source.historical}`
    case 'cloudwatch':
      return `cloudwatch ${source.namespace}`
    case 'rds':
      return `${source.engine} ${addressText(source.address)} ${source.database}.${source.table}`
    case 'redshift':
      return `redshift ${source.target.kind === 'cluster' ? source.target.identifier : source.target.arn} ${source.database}.${source.table}`
    case 'athena':
      return `athena ${source.database}.${source.table}`
    case 'appflow':
      return `appflow ${source.flow}`
  }
}

function addressText(address: Extract<ResolvedSource, { kind: 'rds' }>['address']): string {
  return address.kind === 'host' ? address.host : address.identifier
}
