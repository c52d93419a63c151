import type { Interval } from '../../spec/interval.ts'
import {
  culpritsOf,
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
import {
  SHARDS,
  mergeSummaries,
  type DetectorSummary,
  type HistoryStep,
  type Scores,
  type ShardSummary,
  type StepContext,
} from '../detection/index.ts'
import { LayerModel, type LayerStep, type LayersSummary } from '../layers/index.ts'
import { CausalMemory } from './causal-memory.ts'
import { SeriesBook } from './series-book.ts'
import type { JudgedShards, ShardStep } from './shard-states.ts'

/** What a model is made for; fixed for a generation. */
export interface ModelConfig {
  readonly interval: Interval
  /** Names, in the order of the spec. */
  readonly measures: readonly string[]
  /** By measure: whether its values are averages. */
  readonly averaged: readonly boolean[]
  /** Dimensions of the dataset. */
  readonly dimensions: number
  /** Values that a metric must have had before it is judged, where that is not the usual number; a snapshot keeps its own. */
  readonly learningPoints?: number
}

/** What a model's shards and layers have in common; part of every commit, plain JSON. */
export interface ModelSummary extends DetectorSummary {
  readonly layers: LayersSummary
  /** Links between measures; summaries that were written before there were any have none. */
  readonly causes?: readonly CausalLink[]
  /** How many series there are; summaries that were written before it was kept do not say. */
  readonly series?: number
}

/** A judged interval. */
export interface ModelStep {
  /** The shards that hold series, in shard order. */
  readonly shards: readonly ShardStep[]
  readonly layers: LayerStep
}

/**
 * What is judged of all metrics of a detector together, once each of them is judged: which series there are, their layers, which
 * measures move which, and what they have in common.
 */
export class JointModel {
  readonly book: SeriesBook
  readonly #config: ModelConfig
  readonly #layers: LayerModel
  readonly #causes: CausalMemory
  #summary: ModelSummary

  private constructor(
    config: ModelConfig,
    book: SeriesBook,
    layers: LayerModel,
    causes: CausalMemory,
    summary: ModelSummary,
  ) {
    this.#config = config
    this.book = book
    this.#layers = layers
    this.#causes = causes
    this.#summary = summary
    for (let shard = 0; shard < SHARDS; shard++) {
      for (const [place, values] of book.ofShard(shard).entries()) {
        if (values !== undefined) layers.table.add(place * SHARDS + shard, values)
      }
    }
  }

  /** A model that knows nothing. */
  static create(config: ModelConfig): JointModel {
    const summary = { ...mergeSummaries([], config.measures.length), layers: LayerModel.summary(config), causes: [] }
    const causes = CausalMemory.create(config.interval, config.measures.length)
    return new JointModel(config, bookOf(config), LayerModel.create(config), causes, summary)
  }

  /**
   * The model of a snapshot.
   *
   * @param parts - those of `parts` and of its book; others are left aside
   * @throws {SnapshotError} when a part is damaged or of an unknown version
   */
  static restore(config: ModelConfig, summary: ModelSummary, parts: ReadonlyMap<string, Uint8Array>): JointModel {
    const causes = CausalMemory.restore(config.interval, config.measures.length, parts, summary.causes)
    return new JointModel(config, bookOf(config, parts), LayerModel.restore(config, parts), causes, summary)
  }

  /** The learned state as named parts, without the book. */
  parts(): Map<string, Uint8Array> {
    return new Map([...this.#layers.snapshot(), ...this.#causes.snapshot()])
  }

  /** What the metrics have in common; part of every commit. */
  get summary(): ModelSummary {
    return { ...this.#summary, series: this.book.count }
  }

  /** Dimension values of a series by its number. */
  seriesValues(number: number): readonly string[] {
    return this.book.values(number)
  }

  /** Takes their places from series, from an interval on. @param gone - by shard, what stays of them */
  leave(numbers: readonly number[], start: number, gone: ReadonlyMap<number, ShardSummary>): void {
    this.book.leave(numbers, start, gone)
    for (const number of numbers) this.#layers.table.remove(number)
  }

  /** Takes up series that are new in the book. */
  admit(numbers: readonly number[]): void {
    for (const number of numbers) this.#layers.table.add(number, this.book.values(number))
  }

  /** Judges an interval whose metrics are judged, and learns from it. */
  step({ steps, summaries }: JudgedShards, context: StepContext): ModelStep {
    const tails = mergeSummaries([...summaries, ...this.book.gone], this.#config.measures.length)
    const layers = this.#layers.step(steps, context, this.#summary.layers)
    this.#causes.learn(this.#residuals(steps, layers.step), context.gap)
    this.#summary = { ...tails, layers: layers.summary, causes: this.#causes.links }
    return { shards: steps, layers: layers.step }
  }

  /**
   * Teaches the layers and causes an interval of a history whose metrics are not judged.
   *
   * @param leaves - values of the metrics, in shard order
   */
  learn(leaves: readonly Omit<ShardStep, 'scores'>[], { slot, gap }: HistoryStep): void {
    const total = this.#layers.learn(leaves, { slot, gap, threshold: 50 })
    this.#causes.learn(total?.residual ?? new Float64Array(this.#config.measures.length).fill(Number.NaN), gap)
  }

  /** What the metrics have in common after a history. */
  summarise(summaries: readonly ShardSummary[]): void {
    const tails = mergeSummaries([...summaries, ...this.book.gone], this.#config.measures.length)
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
        { rollUps: rollUpsOf(open, measure), culprits: culpritsOf(open, measure) },
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
      score: new Float64Array(count),
    }
    let at = 0
    for (const { shard, values, scores } of shards) {
      for (let index = offset; index < scores.score.length; index += width) {
        if (!isScored(scores, index)) continue
        leaves.series[at] = Math.floor(index / width) * SHARDS + shard
        leaves.value[at] = Number.isNaN(values[index]) ? 0 : values[index]
        leaves.expected[at] = scores.expected[index]
        leaves.deviation[at] = scores.deviation[index]
        leaves.score[at] = scores.score[index]
        at++
      }
    }
    return leaves
  }

  /** Where each measure's total lies off its season, in sigma: the total's roll-up, or the one series that there is. */
  #residuals(shards: readonly ShardStep[], { rollUps: [total] }: LayerStep): Float64Array {
    const width = this.#config.measures.length
    if (total !== undefined && total.values.length > 0) return total.scores.residual.slice(0, width)
    const only = this.book.count === 1 ? shards[0] : undefined
    return only === undefined ? new Float64Array(width).fill(Number.NaN) : only.scores.residual.slice(0, width)
  }
}

/** The series of a model; those of a snapshot, or of those of its shards that it has. */
export function bookOf(
  { interval }: Pick<ModelConfig, 'interval'>,
  parts?: ReadonlyMap<string, Uint8Array>,
): SeriesBook {
  return new SeriesBook(interval, parts)
}

function isScored({ score }: Scores, index: number): boolean {
  return !Number.isNaN(score[index])
}
