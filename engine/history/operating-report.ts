import { INTERVAL_SECONDS } from '../../spec/index.ts'
import type { OpenGroup } from '../anomalies/index.ts'
import { learningPoints } from '../detection/index.ts'
import {
  lookIntoOutbox,
  newestReceipts,
  StateError,
  statePrefix,
  type CommitRecord,
  type WaitingAlert,
} from '../state/index.ts'
import { dueAt, lastDue, type IntervalGrid } from '../time/index.ts'
import { attentionOf, codeIn, type Attention } from './attention.ts'
import type { DetectorCondition, HeldAlert, RecordTotals } from './detector-condition.ts'
import { detectorTrouble } from './detector-trouble.ts'
import { healthOf, isRunning } from './health.ts'
import { newestIntervals, type IntervalOutcome, type NewestIntervals } from './interval-outcomes.ts'
import type { DetectorHistory, History } from './open-history.ts'
import { undeliveredOf, type DeliveryOutcome } from './undelivered.ts'

/** How a detector is doing, and what of it needs somebody. */
export interface OperatingReport extends DetectorCondition {
  /** The worst first; empty where all is well. */
  readonly attention: readonly Attention[]
}

/** What a report is to tell. */
export interface ReportOptions {
  /** Epoch milliseconds. */
  readonly now: number
  /** Committed intervals at most. */
  readonly intervals: number
}

/** Alerts that wait, and receipts, that are looked at. */
const MOST_ALERTS = 50

/**
 * Looks how a detector is doing. However long it has run: some listings, and a read for each event of its status, for each interval that is
 * told of and its last attempt, and for at most 50 alerts that wait and 50 that were settled.
 *
 * @returns undefined where none of that name is declared; trouble with its own objects is in the report
 * @throws {StateError} the store cannot be reached
 */
export async function operatingReport(
  history: History,
  name: string,
  options: ReportOptions,
): Promise<OperatingReport | undefined> {
  try {
    const detector = await history.detector(name)
    return detector && (await reportOf(history, detector, options))
  } catch (error) {
    const { message } = detectorTrouble(error)
    const attention: Attention = { code: 'STATE_UNREADABLE', text: message, cause: codeIn(message) }
    return { ...UNKNOWN, name, healthText: message, attention: [attention] }
  }
}

const NO_RECORDS: RecordTotals = {
  read: 0,
  used: 0,
  rejected: 0,
  outside: 0,
  filtered: 0,
  overQuota: 0,
  rejections: [],
}

const NOTHING = {
  learning: null,
  last: null,
  nextDue: null,
  lag: null,
  intervals: [],
  records: NO_RECORDS,
  openGroups: 0,
  waiting: { count: 0, alerts: [] },
  settled: 0,
  undeliverable: [],
  unreadFeedback: null,
} as const

/** A detector of which nothing can be read. */
const UNKNOWN = {
  ...NOTHING,
  managedBy: null,
  interval: null,
  grid: null,
  status: null,
  since: null,
  generation: null,
  health: 'FAILED',
  misfits: [],
} as const

async function reportOf(history: History, detector: DetectorHistory, options: ReportOptions): Promise<OperatingReport> {
  const { name, managedBy, misfits, problem, report, grid } = detector
  const { now } = options
  const past = await pastOf(history, detector, options)
  const interval = detector.detector?.interval ?? null
  const { health, text } = healthOf({
    report,
    problem,
    last: past.commit,
    nextDue: past.nextDue,
    intervalMs: interval === null ? Infinity : 1000 * INTERVAL_SECONDS[interval],
    undelivered: isRunning(report) ? undeliveredOf(past.deliveries, now) : null,
    now,
  })
  const { commit: _, deliveries: __, ...facts } = past
  const { status, since, generation } = report
  const told = {
    name,
    managedBy,
    interval,
    grid,
    status,
    since,
    generation,
    health,
    healthText: text,
    misfits,
    ...facts,
  }
  return { ...told, attention: attentionOf(told, now) }
}

interface Past extends Pick<OperatingReport, keyof typeof NOTHING> {
  readonly commit: CommitRecord | null
  /** The newest first. */
  readonly deliveries: readonly DeliveryOutcome[]
}

async function pastOf(
  { store }: History,
  { detector, grid, report, generation }: DetectorHistory,
  { now, intervals }: ReportOptions,
): Promise<Past> {
  const nothing: Past = { ...NOTHING, commit: null, deliveries: [] }
  if (generation === null) return nothing
  const { log } = generation
  const [commit, outbox, receipts] = await Promise.all([
    log.latest(),
    lookIntoOutbox(store, log.place, MOST_ALERTS),
    newestReceipts(store, log.place, MOST_ALERTS),
  ])
  if (commit === undefined) {
    const hasLearned = report.status === 'LEARNING' || report.status === 'ACTIVE'
    // The status follows a commit; where that is gone, the detector stands still.
    if (hasLearned)
      throw new StateError({ code: 'OBJECT_MISSING', url: store.url, key: statePrefix(log.place, 'commits') })
    return nothing
  }
  const waiting = { count: outbox.count, alerts: outbox.alerts.map(heldAlert) }
  const runs = detector !== null && grid !== null && isRunning(report)
  const offset = detector?.dataset.offsetSeconds ?? 0
  const nextDue = runs ? dueAt(grid, commit.end, offset) : null
  const isDue = nextDue !== null && nextDue <= now
  const due = isDue ? { start: commit.end, end: grid!.next(commit.end) } : null
  const newest: NewestIntervals =
    detector?.dataset.source.backtest === true
      ? { intervals: [], unreadFeedback: null }
      : await newestIntervals(store, log, commit, due, intervals)
  const { start, end, sequence, writtenAt, learned } = commit
  return {
    commit,
    deliveries: [
      ...waiting.alerts.toReversed().map((one) => ({ alert: one.alert, receipt: null, waiting: one })),
      ...receipts.map((receipt) => ({ alert: receipt.alert, receipt, waiting: null })),
    ],
    learning: detector && { learned, needed: learningPoints(detector.interval) },
    last: { start: sequence === 0 ? start : (grid?.previous(end) ?? start), end, sequence, writtenAt },
    nextDue,
    lag: nextDue === null ? null : lagOf(grid!, end, offset, now, nextDue),
    ...newest,
    unreadFeedback: newest.unreadFeedback ?? null,
    records: totalsOf(newest.intervals),
    openGroups: (commit.openGroups as readonly OpenGroup[]).length,
    waiting,
    settled: receipts.length,
    undeliverable: receipts.filter(({ outcome }) => outcome === 'UNDELIVERABLE'),
  }
}

function heldAlert({ event: { alert, id, groupId }, since, failure }: WaitingAlert): HeldAlert {
  return { alert, id, groupId, since, failure }
}

/** A detector that was forgotten for years must not make anybody count to the end. */
const MOST_COUNTED = 100_000

function lagOf(
  grid: IntervalGrid,
  lastEnd: number,
  offset: number,
  now: number,
  nextDue: number,
): OperatingReport['lag'] {
  const newest = lastDue(grid, now, offset)
  let intervals = 0
  for (let start = lastEnd; start <= newest && intervals < MOST_COUNTED; start = grid.next(start)) intervals++
  return { intervals, ms: Math.max(0, now - nextDue) }
}

function totalsOf(intervals: readonly IntervalOutcome[]): RecordTotals {
  const totals = { ...NO_RECORDS }
  const reasons = new Map<string, number>()
  for (const { report } of intervals) {
    if (report === null) continue
    for (const field of COUNTED) totals[field] += report[field]
    for (const { reason, count } of report.rejections) reasons.set(reason, (reasons.get(reason) ?? 0) + count)
  }
  const rejections = [...reasons].map(([reason, count]) => ({ reason, count })).toSorted((a, b) => b.count - a.count)
  return { ...totals, rejections }
}

const COUNTED = ['read', 'used', 'rejected', 'outside', 'filtered', 'overQuota'] as const
