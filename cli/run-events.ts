import { count, duration, figure, timeText } from '../engine/console/index.ts'
import type { LocalEvent } from '../engine/index.ts'
import type { Output } from './io.ts'
import { printable } from './table.ts'

/** What `crowsnest run` reports; progress is for the terminal alone. */
export type RunEvent = Exclude<LocalEvent, { readonly kind: 'progress' }>
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
      return `${event.detector}: ${event.report.status}${event.report.failure ? `, ${event.report.failure.reason}` : ''}`
    case 'executed':
      return executedText(event, output)
    case 'failed':
      return `${event.detector}: ${event.error.message}`
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
    case 'executed':
      return executedJson(event)
    case 'failed':
      return { kind: event.kind, detector: event.detector, message: event.error.message }
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
    if (report.rejected > 0) parts.push(`${figure(report.rejected)} rejected`)
  }
  for (const { measure, severity } of commit.groups) {
    const text = `${measure} anomalous, severity ${severity.toFixed(1)}`
    parts.push(output.style(severity >= 70 ? 'red' : 'yellow', printable(text)))
  }
  for (const { alert, outcome, failure } of deliveries.receipts) {
    parts.push(
      outcome === 'DELIVERED' ? `alert ${alert} sent` : `alert ${alert} undeliverable: ${failure?.message ?? ''}`,
    )
  }
  for (const { event, error } of deliveries.pending) {
    parts.push(`alert ${event.alert} waits: ${error?.message ?? 'there was no time to try'}`)
  }
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
    },
    groups: commit.groups.map(({ id, measure, start, severity }) => ({ id, measure, start: iso(start), severity })),
    alerts: deliveries.receipts.map(({ alert, outcome, failure }) => ({ alert, outcome, failure })),
    waiting: deliveries.pending.map(({ event, error }) => ({ alert: event.alert, groupId: event.groupId, error })),
  }
}
