import { DatasetError, joinReports, SERIES_OVER_QUOTA, type ReadReport } from '../../dataset/index.ts'
import {
  mapLimited,
  readSnapshot,
  removeRuns,
  type CommitLog,
  type CommitRecord,
  type ContentRef,
} from '../../state/index.ts'
import { concludeInterval, stopwatch } from '../conclude-interval.ts'
import type { DetectorRuntime } from '../detector-runtime.ts'
import { noRecords } from '../execute-interval.ts'
import { goneOf, passedRecord } from '../interval-record.ts'
import { membersOf, passInterval } from '../judge-interval.ts'
import type { RunContext } from '../run-context.ts'
import { bookOf } from '../joint-model.ts'
import { seriesKey } from '../series-book.ts'
import { progressOf, summaryOf } from '../session.ts'
import { importName, type ImportedPart, type ReadPart } from './import-part.ts'
import { openStep, type OpenStep } from './open-step.ts'
import { partsOfColumns, valuesOfRow } from './part-columns.ts'
import type { ConcludedInterval } from './plan-interval.ts'

/** What all parts came to. */
export interface AdmittedParts {
  readonly report: ReadReport
  /** Dimension values of series that have no place under the quota of metrics. */
  readonly refused: readonly (readonly string[])[]
  /** Numbers of series that are gone and leave their places to others. */
  readonly leaving: readonly number[]
  /** Whether series that the detector knows are among those without a place; runs that earlier versions began do not say. */
  readonly leftOut?: boolean
  /** Of each part, in their order: its sums, for each machine that judges. */
  readonly sums: readonly (readonly ContentRef[])[]
}

/** Who judges. */
export interface AdmittedInterval {
  /** How many machines judge; null when nothing is to be judged. */
  readonly scores: number | null
  /** The interval, when it was passed over. */
  readonly passed: ConcludedInterval | null
}

/** Parts that are read at a time. */
const READS = 16

/**
 * Step of a run over shards: puts together what the machines read. An interval without a usable record, or with more than the quota, is passed
 * over with its reason.
 */
export async function admitParts(
  context: RunContext,
  runtime: DetectorRuntime,
  log: CommitLog,
  id: string,
): Promise<AdmittedInterval> {
  const step = await openStep(context, log, id)
  if (step === undefined) return { scores: null, passed: null }
  const { run, plan, last } = step
  const parts = await mapLimited([...plan.imports.keys()], READS, (part) => run.read<ImportedPart>(importName(part)))
  const imported = parts.filter((part) => 'report' in part)
  const measures = runtime.modelConfig.measures.length
  const read = joinReports(
    imported.map((one) => one.report),
    measures,
  )
  const timings: Record<string, number> = {}
  const note = { end: run.end, startedAt: plan.startedAt, writer: context.writer, timings }
  const unread = parts.find((part) => 'failure' in part)?.failure
  const over = unread === undefined ? await overQuota(context, runtime, step, imported) : nothingOver(measures)
  const refused = Math.min(over.refused.length, SERIES_OVER_QUOTA)
  // Records of metrics that have no place are none of the interval's.
  const report = {
    ...read,
    used: read.used - over.records,
    overQuota: read.overQuota + over.records,
    metricsOverQuota: read.metricsOverQuota + refused * measures,
    incomplete: read.incomplete - over.incomplete,
    empty: read.empty.map((empty, m) => empty - over.records + over.counts[m]),
    ...goneOf(over.leaving.length, measures),
  }
  const failure = unread ?? troubleWith(runtime, last.end, report)
  if (failure === null) {
    const sums = imported.map((one) => one.sums)
    const { refused: without, leaving, leftOut } = over
    await run.write('admitted', { report, refused: without, leaving, leftOut, sums } satisfies AdmittedParts)
    return { scores: plan.scores.length, passed: null }
  }
  // What was read is told where all of it was.
  const told = failure.code === 'NO_RECORDS_IN_INTERVAL' ? report : null
  const record = passedRecord(context, runtime, last, passInterval(progressOf(last)), { failure, report: told })
  const passed = await concludeInterval(context, log, last, { record, unread: null }, note, stopwatch(timings))
  await removeRuns(context.store, log.place, run.end)
  return { scores: null, passed }
}

function troubleWith(runtime: DetectorRuntime, start: number, report: ReadReport): CommitRecord['failure'] {
  const { recordsPerInterval: quota = Infinity } = runtime.partQuotas
  if (report.used > quota) {
    const interval = runtime.grid.iso(start)
    const { code, message } = new DatasetError('RECORDS_OVER_QUOTA', { interval, records: report.used, quota })
    return { code, message }
  }
  return report.used === 0 ? noRecords(runtime, start, report) : null
}

interface OverQuota {
  readonly refused: readonly (readonly string[])[]
  /** Records of them, and those without a value for some measure. */
  readonly records: number
  readonly incomplete: number
  /** Their values, by measure. */
  readonly counts: readonly number[]
  readonly leaving: readonly number[]
  readonly leftOut: boolean
}

function nothingOver(measures: number): OverQuota {
  return {
    refused: [],
    records: 0,
    incomplete: 0,
    counts: Array.from({ length: measures }, () => 0),
    leaving: [],
    leftOut: false,
  }
}

/**
 * Series come under the quota in the order of their first records, after those that keep their places; those that are gone leave theirs
 * where they are needed.
 */
async function overQuota(
  { store }: Pick<RunContext, 'store'>,
  { modelConfig, seriesLimit: limit }: DetectorRuntime,
  step: OpenStep,
  imported: readonly ReadPart[],
): Promise<OverQuota> {
  const { run, last } = step
  const measures = modelConfig.measures.length
  const { series: held = Infinity } = summaryOf(modelConfig, last)
  const most = imported.reduce((sum, { series }) => sum + series, held)
  if (most <= limit) return nothingOver(measures)
  const progress = progressOf(last)
  const interval = { start: last.end, gap: progress.gap }
  const book = bookOf(modelConfig, await readSnapshot(store, last.snapshot, 'series'))
  const members = membersOf(progress)
  // Where the quota was lowered there may be more of them than it has room for.
  const known = book.allKeeping(interval, members)
  const keeping = new Set(known.slice(0, limit).map(seriesKey))
  const admitted = new Set<string>()
  const present = new Map<string, number | undefined>()
  const refused = new Map<string, readonly string[]>()
  const counts = Array.from({ length: measures }, () => 0)
  let records = 0
  let incomplete = 0
  for (const { sums } of imported) {
    const machines = await mapLimited(sums, READS, async (ref) => partsOfColumns(await run.readColumns(ref), measures))
    for (const file of machines[0].keys()) {
      // What was divided among machines is put into its order again.
      const rows = machines.flatMap((files) => [...files[file].order.keys()].map((row) => ({ own: files[file], row })))
      for (const { own, row } of rows.toSorted((a, b) => a.own.order[a.row] - b.own.order[b.row])) {
        const names = valuesOfRow(own, row)
        const key = seriesKey(names)
        const values = own.counts.subarray(row * measures, (row + 1) * measures)
        const isKeeping = keeping.has(key)
        if (!isKeeping && !admitted.has(key) && keeping.size + admitted.size >= limit) {
          refused.set(key, names)
          records += own.records[row]
          incomplete += own.incomplete[row]
          values.forEach((count, m) => (counts[m] += count))
          continue
        }
        if (!isKeeping) admitted.add(key)
        if (values.some((count) => count > 0)) present.set(key, book.number(names))
      }
    }
  }
  const numbers = [...present.values()]
  const newcomers = { count: numbers.filter((number) => number === undefined).length, limit, ...interval }
  const leaving = book.leaving(newcomers, new Set([...members, ...numbers.flatMap((number) => number ?? [])]))
  return { refused: [...refused.values()], records, incomplete, counts, leaving, leftOut: known.length > limit }
}
