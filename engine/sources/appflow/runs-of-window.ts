import type { TimeWindow } from '../source.ts'
import type { Flow, FlowRun, RunOfWindow } from './flow.ts'

/** The runs whose objects hold the records of a time. */
export interface RunsFound {
  readonly runs: readonly RunOfWindow[]
  /** Why they are not all of it, or null. */
  readonly missing: MissingRun | null
}

/** What keeps an interval from being complete. */
export interface MissingRun {
  /** `LOST`: it failed, and later runs did not bring its records again. */
  readonly kind: 'UNFINISHED' | 'FAILED' | 'LOST'
  readonly reason: string
}

/**
 * The finished runs that hold the records of an interval.
 *
 * A run that pulls what is new holds those of its window; one whose window lies within another's is left out, so that
 * nothing is counted twice. A flow that brings everything each time is read from its first run after the interval.
 * Flows that are triggered by events never wait: nobody knows whether an event is still to come.
 *
 * @param runs - all that may matter, in any order
 */
export function runsOfInterval(flow: Flow, runs: readonly FlowRun[], interval: TimeWindow): RunsFound {
  if (flow.bringsAll) return wholeAfter(flow, runs, interval.end)
  const windows = withWindows(flow, runs)
  const event = flow.trigger === 'Event'
  const usable = outermost(windows.filter(({ state }) => state === 'DONE' || (event && state === 'RUNNING')))
  return {
    runs: usable.filter(({ window }) => overlap(window, interval)),
    missing: event ? null : missingOf(flow, windows, usable, interval),
  }
}

/**
 * The finished runs that hold the records of a history; those of a flow that brings everything each time are in its
 * first run after the history, or in its newest.
 */
export function runsOfHistory(flow: Flow, runs: readonly FlowRun[], history: TimeWindow): readonly RunOfWindow[] {
  const found = runsOfInterval(flow, runs, history).runs
  if (found.length > 0 || !flow.bringsAll) return found
  return inOrder(runs)
    .filter(({ state }) => state === 'DONE')
    .slice(-1)
    .map(whole)
}

/** Runs with the windows of their records, the oldest first. */
export function withWindows(flow: Flow, runs: readonly FlowRun[]): readonly RunOfWindow[] {
  let before = flow.firstFrom ?? -Infinity
  return inOrder(runs).map((run) => {
    const end = run.pulled.end ?? (flow.trigger === 'Event' ? run.endedAt : run.startedAt)
    const window = { start: run.pulled.start ?? before, end }
    // What failed is brought by the next run that does not.
    if (run.state === 'DONE') before = run.startedAt
    return { ...run, window }
  })
}

/** Runs without those whose window lies within that of another. */
function outermost(runs: readonly RunOfWindow[]): readonly RunOfWindow[] {
  let covered = -Infinity
  return runs
    .toSorted(
      (a, b) =>
        compare(a.window.start, b.window.start) || compare(b.window.end, a.window.end) || b.startedAt - a.startedAt,
    )
    .filter(({ window }) => {
      if (window.end <= covered) return false
      covered = window.end
      return true
    })
}

function missingOf(
  flow: Flow,
  all: readonly RunOfWindow[],
  usable: readonly RunOfWindow[],
  interval: TimeWindow,
): MissingRun | null {
  const until = usable.at(-1)?.window.end ?? -Infinity
  const open = (run: RunOfWindow): boolean =>
    overlap(run.window, interval) && !isCovered(within(run.window, interval), usable)
  const running = all.find((run) => run.state === 'RUNNING' && open(run))
  if (running !== undefined) return unfinished(`its run ${running.id} has not ended yet`)
  const failed = all.findLast((run) => run.state === 'FAILED' && open(run))
  if (failed !== undefined) {
    const lost = all.some(({ state, startedAt }) => state === 'DONE' && startedAt > failed.startedAt)
    return { kind: lost ? 'LOST' : 'FAILED', reason: reasonOf(failed) }
  }
  return until >= interval.end ? null : waiting(flow)
}

function wholeAfter(flow: Flow, runs: readonly FlowRun[], end: number): RunsFound {
  const later = inOrder(runs).filter(({ startedAt }) => startedAt >= end)
  const done = later.find(({ state }) => state === 'DONE')
  if (done !== undefined) return { runs: [whole(done)], missing: null }
  const running = later.find(({ state }) => state === 'RUNNING')
  const failed = later.at(-1)
  const missing =
    running !== undefined
      ? unfinished(`its run ${running.id} has not ended yet`)
      : failed !== undefined
        ? ({ kind: 'FAILED', reason: reasonOf(failed) } as const)
        : waiting(flow)
  return { runs: [], missing }
}

/** Nothing is wrong with the runs that there are: there will be another, if the flow still runs. */
function waiting({ trigger, status, statusMessage }: Flow): MissingRun {
  if (trigger === 'OnDemand') return unfinished('nobody has started it since the end of the interval')
  if (status === 'Active') return unfinished('it has not run since the end of the interval')
  return { kind: 'FAILED', reason: `it does not run (${status}${statusMessage === null ? '' : `: ${statusMessage}`})` }
}

function unfinished(reason: string): MissingRun {
  return { kind: 'UNFINISHED', reason }
}

function reasonOf({ id, message }: FlowRun): string {
  return `${message ?? 'AppFlow gives no reason'} (run ${id})`
}

function whole(run: FlowRun): RunOfWindow {
  return { ...run, window: { start: -Infinity, end: run.startedAt } }
}

function inOrder<Run extends FlowRun>(runs: readonly Run[]): readonly Run[] {
  return runs.toSorted((a, b) => a.startedAt - b.startedAt)
}

function overlap(one: TimeWindow, other: TimeWindow): boolean {
  return one.start < other.end && one.end > other.start
}

function within(one: TimeWindow, other: TimeWindow): TimeWindow {
  return { start: Math.max(one.start, other.start), end: Math.min(one.end, other.end) }
}

/** @param runs - in the order of their windows */
function isCovered({ start, end }: TimeWindow, runs: readonly RunOfWindow[]): boolean {
  let from = start
  for (const { window } of runs) {
    if (window.start > from) break
    from = Math.max(from, window.end)
  }
  return from >= end
}

/** Infinities have no difference. */
function compare(one: number, other: number): number {
  return one < other ? -1 : one > other ? 1 : 0
}
