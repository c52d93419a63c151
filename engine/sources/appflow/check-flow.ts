import { INTERVAL_SECONDS, type ResolvedAppFlow } from '../../../spec/index.ts'
import type { IntervalGrid } from '../../time/index.ts'
import type { StoredFile } from '../file-store.ts'
import type { SourceWarning, TimeWindow } from '../source.ts'
import { flowPlace } from './appflow-error.ts'
import type { Flow, FlowRun } from './flow.ts'

/** What is fine about a flow, a sentence each. */
export function flowSightings(
  flow: Flow,
  destination: string,
  last: FlowRun | undefined,
  grid: IntervalGrid,
): readonly string[] {
  const place = flowPlace(flow.name)
  const pull = flow.bringsAll ? 'every run brings all records' : 'every run brings what is new'
  const when =
    flow.trigger === 'Scheduled'
      ? `by its schedule ${flow.schedule ?? ''}`
      : flow.trigger === 'Event'
        ? 'by events'
        : 'when it is started'
  return [
    `${place}: delivers from ${flow.connector} into ${destination}`,
    `${place}: runs ${when}; ${pull}`,
    ...(last?.state === 'DONE' ? [`${place}: its last run, of ${grid.iso(last.startedAt)}, was successful`] : []),
  ]
}

/** What is not so fine about a flow. */
export function flowWarnings(
  flow: Flow,
  { format }: Pick<ResolvedAppFlow, 'format'>,
  last: FlowRun | undefined,
  sample: StoredFile | undefined,
  grid: IntervalGrid,
  interval: TimeWindow,
): readonly SourceWarning[] {
  const place = flowPlace(flow.name)
  const every = flow.schedule === null ? null : rateSeconds(flow.schedule)
  const expected = flow.fileType === null ? null : FORMATS[flow.fileType]
  const found: readonly (SourceWarning | false)[] = [
    flow.status !== 'Active' &&
      flow.trigger !== 'OnDemand' && {
        code: 'FLOW_FAILING',
        message: `${place}: it does not run (${flow.status}${flow.statusMessage === null ? '' : `: ${flow.statusMessage}`}). Activate it.`,
      },
    last?.state === 'FAILED' && {
      code: 'FLOW_FAILING',
      message: `${place}: its last run, of ${grid.iso(last.startedAt)}, failed: ${last.message ?? 'AppFlow gives no reason'}. Mend the flow and run it again.`,
    },
    flow.trigger === 'OnDemand' && {
      code: 'FLOW_RUNS_RARELY',
      message: `${place}: it has no schedule. Give it one of the detector's interval, or start it after each interval.`,
    },
    every !== null &&
      every > INTERVAL_SECONDS[grid.interval] && {
        code: 'FLOW_RUNS_RARELY',
        message: `${place}: it runs by ${flow.schedule}, more rarely than the detector's interval ${grid.interval}, which then waits for its data. Let it run at least as often.`,
      },
    expected !== null &&
      expected !== format.kind && {
        code: 'FORMAT_DIFFERS',
        message: `${place}: it writes ${flow.fileType}, and the dataset's format is ${format.kind}. Use the same in both.`,
      },
    sample === undefined && {
      code: 'NO_RECORDS',
      message: `${place}: its runs since ${grid.iso(interval.start)} have delivered nothing that could be looked at.`,
    },
    flow.key === null && {
      code: 'NOT_ENCRYPTED',
      message: `${place}: it has no key of your own. The guide asks for a customer managed key in KMS: set it when the flow is made.`,
    },
  ]
  return found.filter((warning) => warning !== false)
}

const FORMATS = { CSV: 'csv', JSON: 'json-lines', PARQUET: 'parquet' } as const

const UNIT_SECONDS = { minute: 60, hour: 3600, day: 86_400, week: 604_800, month: 2_678_400 } as const

/** Seconds between two runs: `rate(5minutes)`, also with a space; null where it cannot be told. */
export function rateSeconds(schedule: string): number | null {
  const found = /^rate\(\s*(\d+)\s*(minute|hour|day|week|month)s?\s*\)$/i.exec(schedule)
  if (found === null) return null
  return Number(found[1]) * UNIT_SECONDS[found[2]!.toLowerCase() as keyof typeof UNIT_SECONDS]
}
