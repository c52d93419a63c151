import { FORGOTTEN_AFTER_MS } from '../../anomalies/index.ts'
import type { Aggregate, ReadReport } from '../../dataset/index.ts'
import {
  judgementReader,
  mapLimited,
  readSnapshot,
  removeRuns,
  writeSnapshot,
  type CommitLog,
} from '../../state/index.ts'
import { alertContext } from '../alert-context.ts'
import { concludeInterval, stopwatch } from '../conclude-interval.ts'
import type { DetectorRuntime } from '../detector-runtime.ts'
import { judgedRecord, storeFindings } from '../interval-record.ts'
import { JointModel } from '../joint-model.ts'
import { judgeInterval, leavingOut } from '../judge-interval.ts'
import type { RunContext } from '../run-context.ts'
import type { SeriesBook } from '../series-book.ts'
import { progressOf, summaryOf } from '../session.ts'
import type { ShardStep } from '../shard-states.ts'
import type { AdmittedParts } from './admit-parts.ts'
import { openStep } from './open-step.ts'
import type { ConcludedInterval } from './plan-interval.ts'
import { scoreName, type ScoredShards } from './score-shards.ts'
import { stepsOfColumns } from './step-columns.ts'

/** Records that are read at a time. */
const READS = 16

/**
 * Last step of a run over shards: judges all metrics together, commits the interval and delivers its alerts. What was learned of single
 * metrics it never sees, only the verdicts on them.
 *
 * @returns null when the interval is committed already
 */
export async function commitInterval(
  context: RunContext,
  runtime: DetectorRuntime,
  log: CommitLog,
  id: string,
): Promise<ConcludedInterval | null> {
  const step = await openStep(context, log, id)
  if (step === undefined) return null
  const { run, plan, last } = step
  const { store, writer } = context
  const { modelConfig, detector } = runtime
  const { place } = log
  const timings: Record<string, number> = {}
  const timed = stopwatch(timings)
  const note = { end: run.end, startedAt: plan.startedAt, writer, timings }

  const { report, leftOut = false } = await run.read<AdmittedParts>('admitted')
  const scored = await timed('read', () =>
    mapLimited([...plan.scores.keys()], READS, (machine) => run.read<ScoredShards>(scoreName(machine))),
  )
  const steps = await timed('verdicts', async () =>
    (await mapLimited(scored, READS, async (one) => stepsOfColumns(await run.readColumns(one.steps)))).flat(),
  )
  const learned = scored.flatMap(({ snapshot }) => snapshot)
  const model = await timed('restore', async () => {
    const kinds = [
      readSnapshot(store, learned, 'series'),
      ...JOINT.map((family) => readSnapshot(store, last.snapshot, family)),
    ]
    const parts = new Map((await Promise.all(kinds)).flatMap((some) => [...some]))
    return JointModel.restore(modelConfig, summaryOf(modelConfig, last), parts)
  })
  const said = await timed('feedback', () =>
    judgementReader(store, detector.name)({ after: run.end - FORGOTTEN_AFTER_MS, until: run.end }),
  )
  const summaries = scored.flatMap((one) => one.summaries)
  const judged = await timed('judge', async () =>
    judgeInterval(
      leavingOut(runtime, leftOut),
      place.generation,
      model,
      progressOf(last),
      { start: last.end, step: (how) => model.step({ steps, summaries }, how), judgements: said.judgements },
      alertContext(runtime, context.place, context.consoleUrl),
    ),
  )
  const record = await timed('save', async () => {
    const [joint, findings] = await Promise.all([
      writeSnapshot(store, place, run.end, model.parts(), last.snapshot),
      storeFindings(store, place, run.end, judged),
    ])
    const aggregate = aggregateOf(runtime, model.book, steps, last.end, report)
    const snapshot = [...learned, ...joint]
    return judgedRecord(context, runtime, last, { judged, snapshot, summary: model.summary, aggregate, ...findings })
  })
  const concluded = await concludeInterval(context, log, last, { record, unread: said.unread }, note, timed)
  await removeRuns(store, place, run.end)
  return concluded
}

/** Families of the parts of a snapshot that belong to all metrics together. */
const JOINT = ['layers', 'causes'] as const

/** What the values of an interval say about its data, from the steps that have them. */
function aggregateOf(
  { detector: { dataset }, modelConfig }: DetectorRuntime,
  book: SeriesBook,
  steps: readonly ShardStep[],
  start: number,
  report: ReadReport,
): Aggregate {
  const { measures } = modelConfig
  const width = measures.length
  const there = steps.flatMap(({ shard, values }) =>
    book.ofShard(shard).flatMap((names, place) => {
      const own = values.subarray(place * width, (place + 1) * width)
      return names !== undefined && own.some((value) => !Number.isNaN(value)) ? [{ names, own }] : []
    }),
  )
  return {
    measures,
    dimensions: dataset.dimensions,
    series: there.map(({ names }) => names),
    intervals: [start],
    droppedIntervals: 0,
    values: () => Float64Array.from(there.flatMap(({ own }) => [...own])),
    counts: () =>
      Uint32Array.from(there.flatMap(({ own }) => Array.from(own, (value) => (Number.isNaN(value) ? 0 : 1)))),
    report,
  }
}
