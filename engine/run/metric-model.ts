import type { GroupCauses, MeasureFindings, OpenGroup, ScoredLeaves } from '../anomalies/index.ts'
import type { Aggregate } from '../dataset/index.ts'
import { SHARDS, summarise, type HistoryStep, type ShardConfig, type StepContext } from '../detection/index.ts'
import { JointModel, type ModelConfig, type ModelStep, type ModelSummary } from './joint-model.ts'
import { learnInChunks, type HistoryOptions } from './learn-chunks.ts'
import { hasValue, type DatedInterval, type SeriesPlaces } from './series-book.ts'
import { ShardStates, type ReadValues, type WantedScores } from './shard-states.ts'

/** All metrics of a detector: what is learned of each, in 64 shards, and of all of them together. */
export class MetricModel {
  readonly #config: ModelConfig
  readonly #states: ShardStates
  readonly #joint: JointModel

  private constructor(config: ModelConfig, states: ShardStates, joint: JointModel) {
    this.#config = config
    this.#states = states
    this.#joint = joint
  }

  /** A model that knows nothing. */
  static create(config: ModelConfig, wanted?: WantedScores): MetricModel {
    return new MetricModel(config, ShardStates.create(shardConfig(config), wanted), JointModel.create(config))
  }

  /**
   * The model of a snapshot.
   *
   * @param parts - as `snapshot` gave them
   * @param given - whether the parts are the model's from now on: what was learned then needs no second copy of them
   * @throws {SnapshotError} when a part is damaged or of an unknown version
   */
  static restore(
    config: ModelConfig,
    summary: ModelSummary,
    parts: ReadonlyMap<string, Uint8Array>,
    given = false,
  ): MetricModel {
    const states = ShardStates.restore(shardConfig(config), parts, given)
    return new MetricModel(config, states, JointModel.restore(config, summary, parts))
  }

  /** The learned state and the names of the series as named parts: two a shard that holds series, then the layers'. */
  snapshot(): Map<string, Uint8Array> {
    return new Map(this.parts())
  }

  /** The parts of `snapshot`, each made when it is asked for: the model must not change before all are. */
  *parts(): Generator<readonly [name: string, bytes: Uint8Array]> {
    yield* this.seriesParts()
    yield* this.#states.parts()
    yield* this.#joint.parts()
  }

  /** The names of the series alone, as named parts. */
  seriesParts(): Map<string, Uint8Array> {
    return this.#joint.book.parts()
  }

  /** What the metrics have in common; part of every commit. */
  get summary(): ModelSummary {
    return this.#joint.summary
  }

  get seriesCount(): number {
    return this.#joint.book.count
  }

  /** Where the verdict on a metric stands in the steps of `step`: its shard and the index there. */
  metricAt(series: number, measure: number): { readonly shard: number; readonly index: number } {
    return { shard: series % SHARDS, index: Math.floor(series / SHARDS) * this.#config.measures.length + measure }
  }

  /** Dimension values of all series. */
  get series(): readonly (readonly string[])[] {
    return this.#joint.book.all
  }

  /** Dimension values of the series that keep their places when others need room; see `SeriesBook.keeping`. */
  seriesKeeping(interval: DatedInterval, kept: ReadonlySet<number>): readonly (readonly string[])[] {
    return this.#joint.book.allKeeping(interval, kept)
  }

  /** Dimension values of a series by its number. */
  seriesValues(number: number): readonly string[] {
    return this.#joint.seriesValues(number)
  }

  /** Number of a series, undefined when it never had a value. */
  seriesNumber(values: readonly string[]): number | undefined {
    return this.#joint.book.number(values)
  }

  /** Looks up the series of an aggregate, once for all its intervals. */
  placesOf(aggregate: Aggregate): SeriesPlaces {
    return this.#joint.book.placesOf(aggregate)
  }

  /**
   * Makes room for the series of an interval that are new, where there are too many: series that are gone leave their places.
   *
   * @param places - of the aggregate's series; those that leave have none afterwards
   * @param limit - series that there may be
   * @param kept - numbers of series that keep their places in any case, besides those that have a value in the interval
   * @returns how many have left
   */
  makeRoom(
    aggregate: Aggregate,
    places: SeriesPlaces,
    interval: DatedInterval,
    limit: number,
    kept: ReadonlySet<number> = new Set(),
  ): number {
    const { book } = this.#joint
    if (book.count + places.length <= limit || !places.includes(-1)) return 0
    const present = presentPlaces(places, valuesOf(aggregate, interval.start))
    const count = present.reduce((sum, place) => (place < 0 ? sum + 1 : sum), 0)
    const leaving = book.leaving({ ...interval, count, limit }, new Set([...kept, ...present]))
    if (leaving.length === 0) return 0
    this.#joint.leave(leaving, interval.start, this.#states.leave(leaving))
    const left = new Set(leaving)
    for (const [at, place] of places.entries()) if (left.has(place)) places[at] = -1
    return leaving.length
  }

  /**
   * Judges one interval and learns from it.
   *
   * @param places - of the aggregate's series; new series get their number here
   */
  step(aggregate: Aggregate, places: SeriesPlaces, start: number, context: StepContext): ModelStep {
    const read = this.#read(aggregate, places, start)
    this.#admit(aggregate, read, start)
    const judged = this.#states.judge(read, this.summary, context)
    this.#joint.book.note({ start, gap: context.gap }, judged.steps)
    return this.#joint.step(judged, context)
  }

  /**
   * Teaches the model a history without judging it, each metric in one pass and many at a time: what the metrics know afterwards
   * is what `step` would have taught them. The layers' statistics are left as they are. A model whose learning failed is of no use.
   *
   * @param places - of the aggregate's series; all of them get their number here
   * @param intervals - with records, ascending
   * @throws the reason of an abort, and what `beforeEach` or a thread threw
   */
  async learn(
    aggregate: Aggregate,
    places: SeriesPlaces,
    intervals: readonly (HistoryStep & { readonly start: number })[],
    options: HistoryOptions = {},
  ): Promise<void> {
    for (const { start } of intervals) {
      if (!places.includes(-1)) break
      this.#admit(aggregate, { places, values: valuesOf(aggregate, start) }, start)
    }
    const { shards } = this.#states
    const fill = (interval: (typeof intervals)[number], values: readonly Float64Array[], row: number): void => {
      const leaves = this.#states.leaves(this.#read(aggregate, places, interval.start), values, row)
      this.#joint.book.note(interval, leaves)
      this.#joint.learn(leaves, interval)
    }
    await learnInChunks(shards, intervals, fill, options)
    this.#joint.summarise(shards.map(summarise))
  }

  /**
   * The anomalous metrics and roll-ups of a judged interval, one entry a measure, metrics by series number.
   *
   * @param open - groups that may go on
   */
  findings(step: ModelStep, open: readonly OpenGroup[]): MeasureFindings[] {
    return this.#joint.findings(step, open)
  }

  /**
   * What other measures have to do with an event of a measure that goes on in the interval judged last.
   *
   * @param intervals - how many it has lasted, at least 1
   */
  causesOf(measure: string, intervals: number): GroupCauses | undefined {
    return this.#joint.causesOf(measure, intervals)
  }

  /** All metrics of a measure that got a score in a judged interval. */
  leaves(step: ModelStep, measure: string): ScoredLeaves {
    return this.#joint.leaves(step, measure)
  }

  #read(aggregate: Aggregate, places: SeriesPlaces, start: number): ReadValues {
    const counts = this.#config.averaged.includes(true) ? aggregate.counts(start) : undefined
    return { places, values: valuesOf(aggregate, start), counts }
  }

  #admit(aggregate: Aggregate, { places, values }: Pick<ReadValues, 'places' | 'values'>, start: number): void {
    const admitted = this.#joint.book.admit(aggregate, places, values, start)
    this.#states.admit(admitted)
    this.#joint.admit(admitted)
  }
}

function shardConfig({ interval, measures, learningPoints }: ModelConfig): ShardConfig {
  return { interval, measures: measures.length, learningPoints }
}

/** Places of the series that have a value. @param values - index = series * measures + measure; NaN = none */
function presentPlaces(places: SeriesPlaces, values: Float64Array): SeriesPlaces {
  const width = values.length / places.length
  return places.filter((_, series) => hasValue(values, series * width, width))
}

function valuesOf(aggregate: Aggregate, start: number): Float64Array {
  return aggregate.values(start) ?? new Float64Array(0)
}
