import { commitLog, eventLog, writeGroup, type CommitRecord, type StatusReport } from '../state/index.ts'
import { backtest, type BacktestStep } from './backtest.ts'
import { keepPoints, type KeptPoints } from './backtest-points.ts'
import type { BacktestResult } from './backtest-result.ts'
import { meaningOf } from './declare.ts'
import type { DetectorRuntime } from './detector-runtime.ts'
import { failureOf, isAbort, messageOf } from './run-failure.ts'
import type { RunContext } from './run-context.ts'
import { RunError } from './run-error.ts'

/** A backtest that is part of a detector's history. */
export interface ExecutedBacktest {
  readonly report: StatusReport
  /** Null when the backtest had been completed before. */
  readonly result: BacktestResult | null
}

/**
 * Backtests a detector that has historical data alone, and keeps what it found: its groups are in the state with the
 * points around them, its status is BACK_TEST_COMPLETE. Does nothing when that is done already; goes on after a crash. Alerts are not sent.
 *
 * @throws {RunError} STATUS_CONFLICT; BACKTEST_TOO_SHORT, NO_USABLE_RECORDS, and the status is FAILED then
 * @throws {SourceError | FormatError | DatasetError} when the data cannot be read; the status is FAILED then
 */
export async function executeBacktest(
  context: RunContext,
  runtime: DetectorRuntime,
  onProgress?: (step: BacktestStep, done: number, total: number | undefined) => void,
): Promise<ExecutedBacktest> {
  const { store, writer, now, signal } = context
  const { detector } = runtime
  const events = eventLog(store, detector.name, writer)
  const specHash = meaningOf(detector)
  await events.append(
    (before) =>
      before.status === 'BACK_TEST_ACTIVE' && before.specHash !== specHash
        ? { kind: 'BACKTEST_FAILED', reason: 'The spec was changed before the backtest was complete.' }
        : undefined,
    now(),
  )
  await events.append(
    ({ status }) => (status === 'INACTIVE' || status === 'FAILED' ? { kind: 'BACKTEST_REQUESTED' } : undefined),
    now(),
  )
  const started = await events.append(
    ({ status }) =>
      status === 'BACK_TEST_ACTIVATING'
        ? { kind: 'BACKTEST_STARTED', generation: context.newId(), specHash }
        : undefined,
    now(),
  )
  const { generation, status } = started
  if (status === 'BACK_TEST_COMPLETE' && started.specHash === specHash) return { report: started, result: null }
  if (status !== 'BACK_TEST_ACTIVE' || generation === null) {
    throw new RunError({ code: 'STATUS_CONFLICT', detector: detector.name, status, wanted: 'backtested' })
  }
  try {
    const keeper = keepPoints(store, { detector: detector.name, generation }, runtime.grid)
    const result = await backtest(runtime, generation, {
      keeper,
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    })
    await commitBacktest(context, runtime, generation, result, keeper.kept())
    const report = await events.append(
      (before) =>
        before.status === 'BACK_TEST_ACTIVE' && before.generation === generation
          ? { kind: 'BACKTEST_COMPLETED', generation }
          : undefined,
      now(),
    )
    return { report, result }
  } catch (error) {
    if (!isAbort(error, signal) && failureOf(error) !== undefined) {
      await events.append(
        (before) =>
          before.status === 'BACK_TEST_ACTIVE' && before.generation === generation
            ? { kind: 'BACKTEST_FAILED', reason: messageOf(error) }
            : undefined,
        now(),
      )
    }
    throw error
  }
}

/** One commit for the whole test, over its tested intervals. */
async function commitBacktest(
  { store, writer, now }: RunContext,
  { detector, grid }: DetectorRuntime,
  generation: string,
  { intervals, groups, report, quality }: BacktestResult,
  { charted, snapshot }: KeptPoints,
): Promise<void> {
  const place = { detector: detector.name, generation }
  const end = grid.next(intervals.testedTo)
  const refs: CommitRecord['groups'][number][] = []
  for (const group of groups) refs.push(await writeGroup(store, place, end, group))
  await commitLog(store, place).append(
    {
      ...place,
      sequence: 0,
      start: intervals.testedFrom,
      end,
      specHash: meaningOf(detector),
      learned: intervals.learned,
      gap: 0,
      failure: null,
      snapshot,
      summary: null,
      openGroups: [],
      firedAlerts: {},
      groups: refs,
      alerts: [],
      points: null,
      charted,
      report,
      quality,
      writer,
      writtenAt: now(),
    },
    undefined,
  )
}
