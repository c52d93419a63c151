import { addPart, aggregateRecords } from '../../dataset/index.ts'
import { SHARDS, type ShardSummary } from '../../detection/index.ts'
import { readSnapshot, writeSnapshot, type CommitLog, type ContentRef, type SnapshotRef } from '../../state/index.ts'
import type { DetectorRuntime } from '../detector-runtime.ts'
import { leavingOut, stepContextOf } from '../judge-interval.ts'
import type { RunContext } from '../run-context.ts'
import { bookOf } from '../joint-model.ts'
import { type SeriesBook, seriesKey } from '../series-book.ts'
import { seriesPartNames } from '../series-names.ts'
import { progressOf, summaryOf } from '../session.ts'
import { ShardStates, statePart } from '../shard-states.ts'
import type { AdmittedParts } from './admit-parts.ts'
import { openStep } from './open-step.ts'
import { partsOfColumns, withoutRows } from './part-columns.ts'
import { columnsOfSteps } from './step-columns.ts'

/** What a machine made of its shards. */
export interface ScoredShards {
  /** Their state after the interval, with the names of their series. */
  readonly snapshot: SnapshotRef
  /** Verdicts, see `stepsOfColumns`. */
  readonly steps: ContentRef
  /** One a shard that holds series, in shard order. */
  readonly summaries: readonly ShardSummary[]
}

/**
 * Step of a run over shards: judges the metrics of some shards and stores what they have learned. The same function as on one machine: of
 * their state, their values and the summary of the last commit. Does nothing when the interval is committed.
 *
 * @param machine - number of the shards in the plan
 */
export async function scoreShards(
  { store, ...context }: RunContext,
  runtime: DetectorRuntime,
  log: CommitLog,
  id: string,
  machine: number,
): Promise<void> {
  const step = await openStep({ store }, log, id)
  if (step === undefined) return
  const { run, plan, last } = step
  const { modelConfig, detector, grid } = runtime
  const start = last.end
  const shards = plan.scores[machine]
  const parts = await readSnapshot(
    store,
    last.snapshot,
    new Set(shards.flatMap((shard) => [...seriesPartNames(shard), statePart(shard)])),
  )
  const measures = modelConfig.measures.length
  const book = bookOf(modelConfig, parts)
  const states = ShardStates.restore({ interval: modelConfig.interval, measures }, parts, true)
  parts.clear()

  const { refused, leaving = [], leftOut = false, sums } = await run.read<AdmittedParts>('admitted')
  const leaveOut = new Set(refused.map(seriesKey))
  const sink = aggregateRecords({ dataset: detector.dataset, grid, window: { start, end: run.end } })
  for (const ofPart of sums) {
    context.signal?.throwIfAborted()
    for (const file of partsOfColumns(await run.readColumns(ofPart[machine]), measures)) {
      addPart(sink, start, withoutRows(file, measures, leaveOut))
    }
  }
  const aggregate = sink.finish({ files: 0, bytes: 0 })
  const values = aggregate.values(start) ?? new Float64Array(0)
  const counts = modelConfig.averaged.includes(true) ? aggregate.counts(start) : undefined
  const places = book.placesOf(aggregate)
  const own = leaving.filter((number) => shards.includes(number % SHARDS))
  book.leave(own, start, states.leave(own))
  states.admit(book.admit(aggregate, places, values, start))
  const how = stepContextOf(leavingOut(runtime, leftOut), progressOf(last), start)
  const judged = states.judge({ places, values, counts }, summaryOf(modelConfig, last), how)
  book.note({ start, gap: how.gap }, judged.steps)

  const steps = await run.writeColumns(columnsOfSteps(judged.steps))
  const snapshot = await writeSnapshot(store, log.place, run.end, partsOf(book, states), last.snapshot)
  await run.write(scoreName(machine), { snapshot, steps, summaries: judged.summaries } satisfies ScoredShards)
}

/** Name of the record of what a machine judged. */
export function scoreName(machine: number): string {
  return `score-${machine}`
}

function* partsOf(book: SeriesBook, states: ShardStates): Generator<readonly [name: string, bytes: Uint8Array]> {
  yield* book.parts()
  yield* states.parts()
}
