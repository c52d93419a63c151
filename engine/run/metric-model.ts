import type { Interval } from '../../spec/interval.ts'
import {
  findAnomalies,
  rollUpFindings,
  rollUpsOf,
  type CausalExplanation,
  type CausalLink,
  type GroupCauses,
  type MeasureFindings,
  type OpenGroup,
  type ScoredLeaves,
} from '../anomalies/index.ts'
import type { Aggregate } from '../dataset/index.ts'
import {
  SHARDS,
  addSeries,
  createScores,
  createShard,
  mergeSummaries,
  shardFromBytes,
  shardOf,
  shardToBytes,
  stepShard,
  summarise,
  type HistoryStep,
  type DetectorSummary,
  type Scores,
  type Shard,
  type StepContext,
} from '../detection/index.ts'
import { CausalMemory } from './causal-memory.ts'
import { learnInChunks, type HistoryOptions } from './learn-chunks.ts'
import { LayerModel, type LayerStep, type LayersSummary } from '../layers/index.ts'
import { nameParts, namesOfShard } from './series-names.ts'

/** What a model is made for; fixed for a generation. */
export interface ModelConfig {
  readonly interval: Interval
  /** Names, in the order of the spec. */
  readonly measures: readonly string[]
  /** By measure: whether its values are averages. */
  readonly averaged: readonly boolean[]
  /** Dimensions of the dataset. */
  readonly dimensions: number
}

/** What a model's shards and layers have in common; part of every commit, plain JSON. */
export interface ModelSummary extends DetectorSummary {
  readonly layers: LayersSummary
  /** Links between measures; summaries that were written before there were any have none. */
  readonly causes?: readonly CausalLink[]
}

/** One shard's part of a judged interval, index = series in the shard * measures + measure. */
export interface ShardStep {
  readonly shard: number
  /** NaN = no value. */
  readonly values: Float64Array
  /** Records behind each value, where some measure is an average. */
  readonly counts?: Uint32Array
  readonly scores: Scores
}

/** A judged interval. */
export interface ModelStep {
  /** The shards that hold series, in shard order. */
  readonly shards: readonly ShardStep[]
  readonly layers: LayerStep
}

/** Where the series of an aggregate live in a model: their numbers, -1 while the model does not know them. */
export type SeriesPlaces = Int32Array

interface Room {
  readonly shard: Shard
  readonly series: (readonly string[])[]
}

/**
 * All metrics of a detector: 64 shards of learned state, and which series live where. A series gets its number when it
 * first has a value and keeps it for the generation: number = place in the shard * SHARDS + shard.
 */
export class MetricModel {
  readonly #config: ModelConfig
  readonly #rooms: (Room | undefined)[]
  readonly #numbers = new Map<string, number>()
  readonly #layers: LayerModel
  readonly #causes: CausalMemory
  #summary: ModelSummary

  private constructor(
    config: ModelConfig,
    rooms: (Room | undefined)[],
    layers: LayerModel,
    causes: CausalMemory,
    summary: ModelSummary,
  ) {
    this.#causes = causes
    this.#config = config
    this.#rooms = rooms
    this.#layers = layers
    this.#summary = summary
    rooms.forEach((room, shard) =>
      room?.series.forEach((values, place) => {
        const number = place * SHARDS + shard
        this.#numbers.set(seriesKey(values), number)
        layers.table.add(number, values)
      }),
    )
  }

  /** A model that knows nothing. */
  static create(config: ModelConfig): MetricModel {
    const rooms = Array.from({ length: SHARDS }, () => undefined)
    const summary = { ...mergeSummaries([], config.measures.length), layers: LayerModel.summary(config), causes: [] }
    const causes = CausalMemory.create(config.interval, config.measures.length)
    return new MetricModel(config, rooms, LayerModel.create(config), causes, summary)
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
    const rooms = Array.from({ length: SHARDS }, (_, shard) => {
      const series = namesOfShard(parts, shard)
      const state = parts.get(stateName(shard))
      return series === undefined || state === undefined ? undefined : { shard: shardFromBytes(state, given), series }
    })
    const causes = CausalMemory.restore(config.interval, config.measures.length, parts, summary.causes)
    return new MetricModel(config, rooms, LayerModel.restore(config, parts), causes, summary)
  }

  /** The learned state and the names of the series as named parts: two a shard that holds series, then the layers'. */
  snapshot(): Map<string, Uint8Array> {
    return new Map(this.parts())
  }

  /** The parts of `snapshot`, each made when it is asked for: the model must not change before all are. */
  *parts(): Generator<readonly [name: string, bytes: Uint8Array]> {
    yield* this.seriesParts()
    for (const [shard, room] of this.#rooms.entries()) {
      if (room !== undefined) yield [stateName(shard), shardToBytes(room.shard)]
    }
    yield* this.#layers.snapshot()
    yield* this.#causes.snapshot()
  }

  /** The names of the series alone, as named parts. */
  seriesParts(): Map<string, Uint8Array> {
    return nameParts(this.#rooms.map((room) => room?.series))
  }

  /** What the metrics have in common; part of every commit. */
  get summary(): ModelSummary {
    return this.#summary
  }

  get seriesCount(): number {
    return this.#numbers.size
  }

  /** Where the verdict on a metric stands in the steps of `step`: its shard and the index there. */
  metricAt(series: number, measure: number): { readonly shard: number; readonly index: number } {
    return { shard: series % SHARDS, index: Math.floor(series / SHARDS) * this.#config.measures.length + measure }
  }

  /** Dimension values of all series. */
  get series(): readonly (readonly string[])[] {
    return this.#rooms.flatMap((room) => room?.series ?? [])
  }

  /** Dimension values of a series by its number. */
  seriesValues(number: number): readonly string[] {
    const series = this.#rooms[number % SHARDS]?.series[Math.floor(number / SHARDS)]
    if (series === undefined) throw new RangeError(`series ${number} is not in the model: this is a bug of Crowsnest`)
    return series
  }

  /** Number of a series, undefined when it never had a value. */
  seriesNumber(values: readonly string[]): number | undefined {
    return this.#numbers.get(seriesKey(values))
  }

  /** Looks up the series of an aggregate, once for all its intervals. */
  placesOf(aggregate: Aggregate): SeriesPlaces {
    return Int32Array.from(aggregate.series, (values) => this.#numbers.get(seriesKey(values)) ?? -1)
  }

  /**
   * Judges one interval and learns from it.
   *
   * @param places - of the aggregate's series; new series get their number here
   */
  step(aggregate: Aggregate, places: SeriesPlaces, start: number, context: StepContext): ModelStep {
    const values = aggregate.values(start) ?? new Float64Array(0)
    this.#admit(aggregate, places, values)
    const counts = this.#config.averaged.includes(true) ? aggregate.counts(start) : undefined
    const shards = this.#rooms.flatMap((room, shard) => (room ? [emptyStep(shard, room.shard, counts)] : []))
    this.#spread(values, places, shards, (step) => step.values)
    if (counts) this.#spread(counts, places, shards, (step) => step.counts!)
    const summaries = shards.map((step) =>
      stepShard(this.#rooms[step.shard]!.shard, this.#summary, context, step.values, step.scores),
    )
    const tails = mergeSummaries(summaries, this.#config.measures.length)
    const layers = this.#layers.step(shards, context, this.#summary.layers)
    this.#causes.learn(this.#residuals(shards, layers.step), context.gap)
    this.#summary = { ...tails, layers: layers.summary, causes: this.#causes.links }
    return { shards, layers: layers.step }
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
      this.#admit(aggregate, places, aggregate.values(start) ?? new Float64Array(0))
    }
    const shards = this.#rooms.flatMap((room) => room?.shard ?? [])
    const fill = (interval: (typeof intervals)[number], values: readonly Float64Array[], row: number): void =>
      this.#learnLayers(aggregate, places, interval, values, row)
    await learnInChunks(shards, intervals, fill, options)
    const tails = mergeSummaries(shards.map(summarise), this.#config.measures.length)
    this.#summary = { ...this.#summary, ...tails, causes: this.#causes.links }
  }

  /**
   * The anomalous metrics and roll-ups of a judged interval, one entry a measure, metrics by series number.
   *
   * @param open - groups that may go on
   */
  findings({ shards, layers }: ModelStep, open: readonly OpenGroup[]): MeasureFindings[] {
    const { measures, averaged } = this.#config
    const byShard = shards.map(({ shard, values, scores }) => ({
      shard,
      measures: findAnomalies(measures, values, scores),
    }))
    return measures.map((measure, index) => ({
      measure,
      scored: byShard.reduce((sum, found) => sum + found.measures[index].scored, 0),
      metrics: byShard
        .flatMap(({ shard, measures: found }) =>
          found[index].metrics.map((finding) => ({ ...finding, series: finding.series * SHARDS + shard })),
        )
        .toSorted((a, b) => a.series - b.series),
      evidence: layers.evidence[index],
      rollUps: rollUpFindings(
        { table: this.#layers.table, leaves: shards, layers },
        { index, count: measures.length, averaged: averaged[index] },
        rollUpsOf(open, measure),
      ),
    }))
  }

  /**
   * What other measures have to do with an event of a measure that goes on in the interval judged last.
   *
   * @param intervals - how many it has lasted, at least 1
   */
  causesOf(measure: string, intervals: number): GroupCauses | undefined {
    const { measures } = this.#config
    const explained = this.#causes.explain(measures.indexOf(measure), intervals)
    if (explained === undefined) return undefined
    const named = (related: CausalExplanation['causes']): GroupCauses['causes'] =>
      related.map(({ measure: other, contributionPercent, lagIntervals, anomalous }) => ({
        measure: measures[other],
        percent: contributionPercent,
        lagIntervals,
        anomalous,
      }))
    return {
      causes: named(explained.causes),
      effects: named(explained.effects),
      movesTogether: explained.movesTogether.map(({ measure: other }) => measures[other]),
      unknownPercent: explained.unknownPercent,
    }
  }

  /** All metrics of a measure that got a score in a judged interval. */
  leaves({ shards }: ModelStep, measure: string): ScoredLeaves {
    const width = this.#config.measures.length
    const offset = this.#config.measures.indexOf(measure)
    let count = 0
    for (const { scores } of shards) {
      for (let index = offset; index < scores.score.length; index += width) if (isScored(scores, index)) count++
    }
    const leaves = {
      series: new Int32Array(count),
      value: new Float64Array(count),
      expected: new Float64Array(count),
      deviation: new Float64Array(count),
    }
    let at = 0
    for (const { shard, values, scores } of shards) {
      for (let index = offset; index < scores.score.length; index += width) {
        if (!isScored(scores, index)) continue
        leaves.series[at] = Math.floor(index / width) * SHARDS + shard
        leaves.value[at] = Number.isNaN(values[index]) ? 0 : values[index]
        leaves.expected[at] = scores.expected[index]
        leaves.deviation[at] = scores.deviation[index]
        at++
      }
    }
    return leaves
  }

  /** Where each measure's total lies off its season, in sigma: the total's roll-up, or the one series that there is. */
  #residuals(shards: readonly ShardStep[], { rollUps: [total] }: LayerStep): Float64Array {
    const width = this.#config.measures.length
    if (total !== undefined && total.values.length > 0) return total.scores.residual.slice(0, width)
    const only = this.seriesCount === 1 ? shards[0] : undefined
    return only === undefined ? new Float64Array(width).fill(Number.NaN) : only.scores.residual.slice(0, width)
  }

  /** Spreads the values of an interval into row `row` of the shards' arrays, and teaches it to layers and causes. */
  #learnLayers(
    aggregate: Aggregate,
    places: SeriesPlaces,
    { start, slot, gap }: HistoryStep & { readonly start: number },
    values: readonly Float64Array[],
    row: number,
  ): void {
    const measures = this.#config.measures.length
    const counts = this.#config.averaged.includes(true) ? aggregate.counts(start) : undefined
    const rooms = this.#rooms.flatMap((room, shard) => (room ? [{ shard, width: room.series.length * measures }] : []))
    const leaves = rooms.map(({ shard, width }, at) => ({
      shard,
      values: values[at].subarray(row * width, (row + 1) * width).fill(Number.NaN),
      ...(counts && { counts: new Uint32Array(width) }),
    }))
    this.#spread(aggregate.values(start) ?? new Float64Array(0), places, leaves, (leaf) => leaf.values)
    if (counts) this.#spread(counts, places, leaves, (leaf) => leaf.counts!)
    const total = this.#layers.learn(leaves, { slot, gap, threshold: 50 })
    this.#causes.learn(total?.residual ?? new Float64Array(measures).fill(Number.NaN), gap)
  }

  #admit(aggregate: Aggregate, places: SeriesPlaces, values: Float64Array): void {
    const width = this.#config.measures.length
    if (values.length === 0) return
    const added = new Uint32Array(SHARDS)
    for (let series = 0; series < places.length; series++) {
      if (places[series] >= 0) continue
      let seen = false
      for (let index = series * width; index < (series + 1) * width; index++) seen ||= values[index] === values[index]
      if (!seen) continue
      const names = aggregate.series[series]
      const shard = shardOf(names)
      const room = (this.#rooms[shard] ??= {
        shard: createShard({ interval: this.#config.interval, measures: width }),
        series: [],
      })
      added[shard]++
      const number = (room.series.push(names) - 1) * SHARDS + shard
      this.#numbers.set(seriesKey(names), number)
      this.#layers.table.add(number, names)
      places[series] = number
    }
    // All new series of a shard at once: room for one after the other would copy what was learned again and again.
    this.#rooms.forEach((room, shard) => room && addSeries(room.shard, added[shard]))
  }

  #spread<T extends Float64Array | Uint32Array, Step extends { readonly shard: number }>(
    values: T,
    places: SeriesPlaces,
    steps: readonly Step[],
    targetOf: (step: Step) => T,
  ): void {
    const width = this.#config.measures.length
    const targets: T[] = []
    for (const step of steps) targets[step.shard] = targetOf(step)
    for (let series = 0; series < places.length; series++) {
      const number = places[series]
      if (number < 0) continue
      const target = targets[number % SHARDS]
      const base = Math.floor(number / SHARDS) * width
      for (let measure = 0; measure < width; measure++) target[base + measure] = values[series * width + measure]
    }
  }
}

function stateName(shard: number): string {
  return `state/${String(shard).padStart(2, '0')}`
}

function seriesKey(values: readonly string[]): string {
  return JSON.stringify(values)
}

function isScored({ score }: Scores, index: number): boolean {
  return !Number.isNaN(score[index])
}

function emptyStep(number: number, shard: Shard, counts: Uint32Array | undefined): ShardStep {
  const metrics = shard.series * shard.measures
  return {
    shard: number,
    values: new Float64Array(metrics).fill(Number.NaN),
    ...(counts && { counts: new Uint32Array(metrics) }),
    scores: createScores(metrics),
  }
}
