import type { IntervalOutcome, OperatingReport } from '../engine/history/index.ts'

/** What was seen in one look at a state. */
export interface SeenState {
  readonly url: string
  /** Epoch milliseconds. */
  readonly now: number
  /** Detectors that are to be shown in full. */
  readonly inFull: ReadonlySet<string>
  readonly reports: readonly OperatingReport[]
}

/** What `crowsnest status --json` prints; spec/output/status.schema.json describes it. */
export function statusJson({ url, now, reports }: SeenState): object {
  return {
    version: 1,
    state: url,
    at: new Date(now).toISOString(),
    healthy: reports.every(({ attention }) => attention.length === 0),
    detectors: reports.map(detectorJson),
  }
}

/** The entry of the runbook that helps with something. */
export function runbookOf({ code, cause }: OperatingReport['attention'][number]): string {
  return `docs/runbook.md#${(cause ?? code).toLowerCase()}`
}

function detectorJson(report: OperatingReport): object {
  const { last, waiting, settled, undeliverable, lag, grid, records } = report
  const iso = (at: number): string => grid?.iso(at) ?? new Date(at).toISOString()
  const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at))
  const { rejections, ...counts } = records
  return {
    detector: report.name,
    managedBy: report.managedBy,
    interval: report.interval,
    status: report.status,
    since: isoOrNull(report.since),
    generation: report.generation,
    health: report.health,
    reason: report.healthText,
    learning: report.learning,
    lastCommit: last && {
      start: iso(last.start),
      end: iso(last.end),
      sequence: last.sequence,
      committedAt: iso(last.writtenAt),
    },
    nextDue: isoOrNull(report.nextDue),
    lag: lag && { intervals: lag.intervals, seconds: Math.round(lag.ms / 1000) },
    openGroups: report.openGroups,
    intervals: report.intervals.map((interval) => intervalJson(interval, iso)),
    records: { ...counts, rejections },
    alerts: {
      waiting: waiting.count,
      oldestWaiting: waiting.alerts.slice(0, 20).map((held) => ({ ...held, since: iso(held.since) })),
      settled,
      undeliverable: undeliverable.map(({ alert, id, at, attempts, failure }) => ({
        alert,
        id,
        at: iso(at),
        attempts,
        failure,
      })),
      unfit: report.misfits,
    },
    unreadFeedback: report.unreadFeedback,
    attention: report.attention.map((one) => ({ ...one, runbook: runbookOf(one) })),
  }
}

function intervalJson(interval: IntervalOutcome, iso: (at: number) => string): object {
  const { start, end, outcome, failure, attempts, tookMs, committedAt, report, groups, alerts } = interval
  return {
    start: iso(start),
    end: iso(end),
    outcome,
    failure,
    attempts,
    milliseconds: tookMs,
    committedAt: committedAt === null ? null : iso(committedAt),
    records: report && {
      read: report.read,
      used: report.used,
      rejected: report.rejected,
      outside: report.outside,
      filtered: report.filtered,
      overQuota: report.overQuota,
    },
    groups,
    alerts,
  }
}
