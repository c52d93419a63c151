import { count, dataSize, duration, figure, timeText, unjudgedText } from '../engine/console/index.ts'
import type { TendEvent } from '../engine/index.ts'
import type { Output } from './io.ts'
import { printable } from './table.ts'

/** What `crowsnest run` and `crowsnest console` report; progress is for the terminal alone. */
export type RunEvent = Exclude<TendEvent, { readonly kind: 'progress' }>
type Executed = Extract<RunEvent, { readonly kind: 'executed' }>

/**
 * What happened in one line.
 *
 * @param event - of a running detector
 * @param output - where it will be shown
 * @returns the line without its end; empty for what is not worth one
 */
export function runEventText(event: RunEvent, output: Output): string {
  switch (event.kind) {
    case 'declared':
      return event.changed ? `${event.detector}: declared` : ''
    case 'activated':
      return `${event.detector}: ${event.report.status}${event.report.failure ? `, ${printable(event.report.failure.reason)}` : ''}`
    case 'stopped':
      return `${event.detector}: ${event.report.status}, so it is not watched any more`
    case 'backtested':
      return backtestedText(event)
    case 'executed':
      return executedText(event, output)
    case 'delivered':
      return `${event.detector}: ${deliveryTexts(event.deliveries).join(', ')}`
    case 'failed':
      return `${event.detector}: ${printable(event.error.message)}`
    case 'deleted':
      return `${event.detector}: deleted, ${count(event.objects, 'object')} removed`
    case 'misfit':
      return `${event.detector}: the alert ${event.alert} does not fit and is left out: ${printable(event.reason)}`
    case 'troubled':
      return printable(event.error.message)
    case 'waiting':
      return ''
  }
}

/**
 * The same for programs: one object a line.
 *
 * @param event - of a running detector
 * @returns plain JSON; times are ISO 8601
 */
export function runEventJson(event: RunEvent): Readonly<Record<string, unknown>> {
  switch (event.kind) {
    case 'declared':
      return { ...event }
    case 'activated':
      return { kind: event.kind, detector: event.detector, status: event.report.status, failure: event.report.failure }
    case 'stopped':
      return { kind: event.kind, detector: event.detector, status: event.report.status }
    case 'backtested':
      return {
        kind: event.kind,
        detector: event.detector,
        status: event.report.status,
        groups: event.result?.groups.length ?? null,
        metrics: event.result?.metrics ?? null,
        unjudged: event.result?.unjudged ?? null,
      }
    case 'executed':
      return executedJson(event)
    case 'delivered':
      return { kind: event.kind, detector: event.detector, ...deliveriesJson(event.deliveries) }
    case 'failed':
      return { kind: event.kind, detector: event.detector, message: event.error.message }
    case 'deleted':
    case 'misfit':
      return { ...event }
    case 'troubled':
      return { kind: event.kind, message: event.error.message }
    case 'waiting':
      return { kind: event.kind, until: new Date(event.until).toISOString() }
  }
}

function executedText({ detector, runtime, executed }: Executed, output: Output): string {
  const { commit, execution, deliveries } = executed
  const parts = [`${detector}: ${timeText(commit.start, runtime.grid)}`]
  if (commit.failure !== null) parts.push(`passed over: ${printable(commit.failure.message)}`)
  const report = commit.report
  if (report !== null) {
    parts.push(count(report.used, 'record'))
    if (report.scannedBytes !== undefined) parts.push(`${dataSize(report.scannedBytes)} scanned`)
    if (report.rejected > 0) parts.push(`${figure(report.rejected)} rejected`)
    if (report.overQuota > 0) parts.push(`${figure(report.overQuota)} over the quota of metrics`)
    if (report.metricsGone !== undefined)
      parts.push(`${count(report.metricsGone, 'metric')} that ended made room for new ones`)
  }
  const unread = execution.unreadFeedback
  if (unread !== undefined) {
    parts.push(`${count(unread.objects, 'object')} of feedback cannot be read: ${printable(unread.examples[0]!)}`)
  }
  for (const { measure, severity } of commit.groups) {
    const text = `${measure} anomalous, severity ${severity.toFixed(1)}`
    parts.push(output.style(severity >= 70 ? 'red' : 'yellow', printable(text)))
  }
  parts.push(...deliveryTexts(deliveries))
  if (execution.status === 'REPEATED') parts.push('another run was faster')
  // A run that catches up stands still in time.
  const took = execution.finishedAt - execution.startedAt
  if (took > 0) parts.push(output.style('dim', duration(took)))
  return parts.join(', ')
}

function executedJson({ kind, detector, runtime, executed }: Executed): Readonly<Record<string, unknown>> {
  const { commit, execution, deliveries } = executed
  const { iso } = runtime.grid
  return {
    kind,
    detector,
    start: iso(commit.start),
    end: iso(commit.end),
    status: execution.status,
    failure: commit.failure,
    records: commit.report && {
      read: commit.report.read,
      used: commit.report.used,
      rejected: commit.report.rejected,
      outside: commit.report.outside,
      filtered: commit.report.filtered,
      overQuota: commit.report.overQuota,
      ...(commit.report.metricsGone !== undefined && { metricsGone: commit.report.metricsGone }),
      ...(commit.report.scannedBytes !== undefined && { scannedBytes: commit.report.scannedBytes }),
    },
    groups: commit.groups.map(({ id, measure, start, severity }) => ({ id, measure, start: iso(start), severity })),
    ...deliveriesJson(deliveries),
  }
}

function backtestedText({ detector, report, result }: Extract<RunEvent, { readonly kind: 'backtested' }>): string {
  if (result === null) return `${detector}: ${report.status}, nothing to do`
  const { learned, tested } = result.intervals
  const found = count(result.groups.length, 'anomaly group')
  const text = `${detector}: ${report.status}, learned ${figure(learned)} intervals, found ${found} in ${figure(tested)}`
  return result.unjudged > 0 ? `${text}; ${unjudgedText(result)}` : text
}

function deliveryTexts({ receipts, pending }: Executed['executed']['deliveries']): string[] {
  return [
    ...receipts.map(({ alert, outcome, failure }) =>
      outcome === 'DELIVERED'
        ? `alert ${alert} sent`
        : `alert ${alert} undeliverable: ${printable(failure?.message ?? '')}`,
    ),
    ...pending.map(
      ({ event, error }) => `alert ${event.alert} waits: ${printable(error?.message ?? 'there was no time to try')}`,
    ),
  ]
}

function deliveriesJson({ receipts, pending }: Executed['executed']['deliveries']): Readonly<Record<string, unknown>> {
  return {
    alerts: receipts.map(({ alert, outcome, failure }) => ({ alert, outcome, failure })),
    waiting: pending.map(({ event, error }) => ({ alert: event.alert, groupId: event.groupId, error })),
  }
}
