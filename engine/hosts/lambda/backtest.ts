import type { ResolvedDetector } from '../../../spec/index.ts'
import { executeBacktest, openDetector, runBacktest, type BacktestResult } from '../../run/index.ts'
import { eventLog, type DetectorStatus } from '../../state/index.ts'
import type { EngineEvent } from './engine-event.ts'
import { checkDataset } from './fitness.ts'
import { HostError } from './host-error.ts'
import { loadForHost, runContext, type Invocation } from './invocation.ts'

/** What a backtest found. */
export interface BacktestSummary {
  readonly operation: 'backtest'
  readonly detector: string
  readonly status: DetectorStatus
  /** Intervals. */
  readonly learned: number
  readonly tested: number
  /** Metrics that had a value, and those of them that were never judged because they have too few. */
  readonly metrics: number
  readonly unjudged: number
  /** First tested interval and end of the last, with the dataset's offset from UTC. */
  readonly from: string
  readonly to: string
  /** Anomaly groups of any severity. */
  readonly groups: number
  /** Alerts that would have fired. */
  readonly alerts: number
  readonly alertsPerWeek: number
  /** The same by alert, or by threshold where groups were counted. */
  readonly counted: Readonly<Record<string, number>>
}

type BacktestEvent = Extract<EngineEvent, { readonly operation: 'backtest' }>

const WEEK_MS = 7 * 86_400_000

/** Severity from which groups count where a detector has no alerts: the threshold of an alert that does not say. */
const DEFAULT_THRESHOLD = 70

/**
 * Backtests a detector and says how many alerts a week it would have come to. One with historical data alone keeps the result
 * as its history; one that watches continuous data keeps nothing, so that it can be tested before each deployment.
 *
 * @returns null where a deployment is taken back
 * @throws {HostError} BACKTEST_LIMIT_EXCEEDED, BACKTEST_JUDGED_NOTHING where there is a limit, DETECTOR_NOT_FOR_AWS
 * @throws {RunError} DETECTOR_UNKNOWN, DATASET_MISSING, DETECTOR_INVALID, BACKTEST_TOO_SHORT, NO_USABLE_RECORDS, STATUS_CONFLICT
 * @throws {SourceError | FormatError | DatasetError} the data cannot be read
 */
export async function backtest(
  invocation: Invocation,
  { deployment, threshold, maxAlertsPerWeek }: BacktestEvent,
): Promise<BacktestSummary | null> {
  if (deployment === 'delete') return null
  const { store, detector: name, writer, place, log } = invocation
  const detector = await loadForHost(invocation)
  checkDataset(detector, place)
  log.info('Backtest begun')
  const result = await resultOf(invocation, detector)
  const { status } = await eventLog(store, name, writer).status()
  const summary = summaryOf(detector, result, status, threshold)
  if (maxAlertsPerWeek !== null && summary.unjudged === summary.metrics) {
    throw new HostError({ code: 'BACKTEST_JUDGED_NOTHING', detector: name, metrics: summary.metrics })
  }
  const exceeded = maxAlertsPerWeek !== null && summary.alertsPerWeek > maxAlertsPerWeek
  log.info(exceeded ? 'Backtest done: too many alerts' : 'Backtest done', { ...summary, maxAlertsPerWeek })
  if (!exceeded) return summary
  const { alerts, alertsPerWeek, counted } = summary
  throw new HostError({
    code: 'BACKTEST_LIMIT_EXCEEDED',
    detector: name,
    alerts,
    days: rounded(testedMs(result) / 86_400_000),
    perWeek: alertsPerWeek,
    limit: maxAlertsPerWeek,
    counted: Object.entries(counted)
      .map(([what, count]) => `${what}: ${count}`)
      .join(', '),
  })
}

async function resultOf(invocation: Invocation, detector: ResolvedDetector): Promise<BacktestResult> {
  const context = runContext(invocation, detector)
  if (detector.dataset.source.backtest) {
    const { result } = await executeBacktest(context, openDetector(detector, context))
    if (result !== null) return result
    // It was complete before. The same data gives the same groups; what counts as an alert may have changed.
  }
  return runBacktest(detector, context)
}

function summaryOf(
  detector: ResolvedDetector,
  result: BacktestResult,
  status: DetectorStatus,
  threshold: number | null,
): BacktestSummary {
  const { grid, intervals, groups, metrics, unjudged } = result
  const counted = countedOf(detector, result, threshold)
  const alerts = Object.values(counted).reduce((sum, count) => sum + count, 0)
  return {
    operation: 'backtest',
    detector: detector.name,
    status,
    learned: intervals.learned,
    tested: intervals.tested,
    metrics,
    unjudged,
    from: grid.iso(intervals.testedFrom),
    to: grid.iso(grid.next(intervals.testedTo)),
    groups: groups.length,
    alerts,
    alertsPerWeek: rounded((alerts * WEEK_MS) / testedMs(result)),
    counted,
  }
}

function countedOf(
  { alerts: declared }: ResolvedDetector,
  { groups, alerts }: BacktestResult,
  threshold: number | null,
): Readonly<Record<string, number>> {
  if (threshold === null && declared.length > 0) {
    return Object.fromEntries(declared.map(({ name }) => [name, alerts.filter(({ alert }) => alert === name).length]))
  }
  const from = threshold ?? DEFAULT_THRESHOLD
  return { [`severity from ${from}`]: groups.filter(({ severity }) => severity >= from).length }
}

function testedMs({ grid, intervals }: BacktestResult): number {
  return grid.next(intervals.testedTo) - intervals.testedFrom
}

/** To a tenth. */
function rounded(value: number): number {
  return Math.round(value * 10) / 10
}
