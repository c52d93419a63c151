import type { Interval } from '../../spec/interval.ts'
import {
  addSeries,
  clearSeries,
  createScores,
  createShard,
  cyclesOf,
  mergeSummaries,
  shardFromBytes,
  shardToBytes,
  stepShard,
  summarise,
  type DetectorSummary,
  type Scores,
  type Shard,
  type StepContext,
} from '../detection/index.ts'
import type { Overlap } from './begun.ts'
import { SIDES, countMild, mildShares } from './breadth.ts'
import { MOST_LEARNED, UNCALIBRATED, learnCalibration, type Calibration } from './calibration.ts'
import { greatestLayer, type LayerEvidence, type MeasureEvidence } from './evidence.ts'
import { LAYERS, ROLL_UP_LAYERS, type RollUpValues } from './layer.ts'
import { takeBackHandedOver } from './handed-over.ts'
import { judgeValues, relativesOf, type Relatives } from './relative.ts'
import { takeBackReplaced } from './replaced.ts'
import { RollUpTable } from './roll-up-table.ts'
import { rollUpValues, type LeafValues } from './roll-up-values.ts'
import { silentSlices, type SilentSlice } from './silence.ts'
import { LEAST_SCORE, simesScore } from './simes.ts'

/** What the layers are made for; fixed for a generation. */
export interface LayerConfig {
  readonly interval: Interval
  /** By measure: whether it is an average, so that its roll-ups are means weighted by records and not sums. */
  readonly averaged: readonly boolean[]
  /** Dimensions of the dataset. */
  readonly dimensions: number
  /** Values that a roll-up must have had before it is judged; default as for metrics. */
  readonly learningPoints?: number
}

/** One shard's series in a judged interval. */
export interface LeafStep extends LeafValues {
  readonly scores: Scores
}

/** The metrics of a layer in a judged interval, index = number in the layer * measures + measure. */
export interface LayerScores {
  readonly values: Float64Array
  readonly scores: Scores
}

/** What the layers make of an interval. */
export interface LayerStep {
  /** One a layer of roll-ups. */
  readonly rollUps: readonly LayerScores[]
  /** Shares of metrics that are a little off; the number is that of the side. */
  readonly breadth: LayerScores
  /** The roll-ups of single values beside their siblings: what is expected is what those do. */
  readonly relative: LayerScores
  /** By measure, the slices of which several metrics are silent at once. */
  readonly silent: readonly (readonly SilentSlice[])[]
  readonly silences: KnownSilences
  /** By measure. */
  readonly evidence: readonly MeasureEvidence[]
}

/** What is known of silent metrics: which they are and how rare that is, which they are, or nothing (right after a gap). */
export type KnownSilences = 'judged' | 'known' | 'unknown'

/** What the layers carry from interval to interval beside their state: part of every commit, plain JSON. */
export interface LayersSummary {
  /** The tails of deviations: one a layer of roll-ups, all the same; then that of breadth. */
  readonly tails: readonly DetectorSummary[]
  /** By measure, one a layer in the order of `LAYERS`, then that of the greatest of them. */
  readonly calibrations: readonly (readonly Calibration[])[]
  /** By measure, that of metrics that are silent together; summaries that were written before it was kept have none. */
  readonly silences?: readonly Calibration[]
  /** What is known of single values beside their siblings; summaries that were written before it was kept have none. */
  readonly relative?: RelativeSummary
}

/** Single values go off their siblings more seldom than roll-ups go off: they have a tail of their own. */
interface RelativeSummary {
  readonly tails: DetectorSummary
  /** By measure. */
  readonly calibrations: readonly Calibration[]
}

const STATE = ['total', 'single', 'pair', 'breadth', 'relative'] as const
const SINGLE = STATE.indexOf('single')
const BREADTH = STATE.indexOf('breadth')
const RELATIVE = STATE.indexOf('relative')

/**
 * The layers above a detector's metrics: their roll-ups, each layer a shard whose statistic has a tail of its own, the share of
 * metrics that are a little off, and single values of dimensions beside their siblings. Judging an interval is a function of this
 * state, of the metrics' values and scores, and of the summary of the interval before.
 */
export class LayerModel {
  readonly table: RollUpTable
  readonly #config: LayerConfig
  /** Parallel to STATE. */
  readonly #shards: readonly Shard[]
  /** A new metric takes the place of one that falls silent within an hour, and its values come within a day. */
  readonly #overlap: Overlap
  /** What is known before any data. */
  readonly #untold: DetectorSummary

  private constructor(config: LayerConfig, table: RollUpTable, shards: readonly Shard[]) {
    this.#config = config
    const { slotsPerHour, slotsPerDay } = cyclesOf(config.interval)
    this.#overlap = { ofMetrics: slotsPerHour, ofValues: slotsPerDay }
    this.table = table
    this.#shards = shards
    this.#untold = mergeSummaries([], config.averaged.length)
  }

  /** Layers that know nothing. */
  static create(config: LayerConfig): LayerModel {
    const shards = STATE.map(() => emptyShard(config))
    addSeries(shards[BREADTH], SIDES.length)
    return new LayerModel(config, new RollUpTable(config.dimensions), shards)
  }

  /**
   * The layers of a snapshot; its series are to be added afterwards. New ones when the snapshot has none.
   *
   * @throws {SnapshotError} when a part is damaged or of an unknown version
   */
  static restore(config: LayerConfig, parts: ReadonlyMap<string, Uint8Array>): LayerModel {
    const names = parts.get('layers/names')
    if (names === undefined) return LayerModel.create(config)
    const table = new RollUpTable(config.dimensions)
    table.restore(JSON.parse(new TextDecoder().decode(names)) as (readonly RollUpValues[])[])
    return new LayerModel(
      config,
      table,
      STATE.map((name, k) => {
        const part = parts.get(`layers/${name}`)
        // Snapshots that were written before it was kept have none.
        if (part === undefined && k === RELATIVE) return emptyShard(config)
        return shardFromBytes(part ?? new Uint8Array(0))
      }),
    )
  }

  /** The learned state as named parts. */
  snapshot(): [string, Uint8Array][] {
    return [
      ['layers/names', new TextEncoder().encode(JSON.stringify(this.table.rollUps))],
      ...STATE.map((name, k): [string, Uint8Array] => [`layers/${name}`, shardToBytes(this.#shards[k])]),
    ]
  }

  /** Before the first interval. */
  static summary({ averaged }: LayerConfig): LayersSummary {
    return {
      tails: STATE.slice(0, RELATIVE).map(() => mergeSummaries([], averaged.length)),
      calibrations: averaged.map(() => [...LAYERS, 'greatest'].map(() => UNCALIBRATED)),
      silences: averaged.map(() => UNCALIBRATED),
      relative: { tails: mergeSummaries([], averaged.length), calibrations: averaged.map(() => UNCALIBRATED) },
    }
  }

  /**
   * Judges one interval of all layers and learns from it.
   *
   * @param leaves - the metrics, judged, in shard order; the verdicts on those that others have replaced are taken back
   * @param summary - as the interval before left it
   */
  step(
    leaves: readonly LeafStep[],
    context: StepContext,
    summary: LayersSummary,
  ): { readonly step: LayerStep; readonly summary: LayersSummary } {
    const measures = this.#config.averaged.length
    this.#settle()
    takeBackHandedOver(this.table, leaves, this.#config.averaged, this.#overlap)
    const known: KnownSilences = context.gap > 0 ? 'unknown' : context.missing === true ? 'judged' : 'known'
    if (known !== 'unknown') takeBackReplaced(this.table, leaves, measures, this.#overlap)
    const mild = Array.from({ length: measures }, () => ({ scored: 0, above: 0, below: 0 }))
    for (const { values, scores } of leaves) countMild(mild, values, scores)
    const inputs = [...rollUpValues(this.table, leaves, this.#config.averaged), mildShares(mild)]
    const judged = inputs.map((values, k): LayerScores => {
      const scores = createScores(values.length)
      // A roll-up without a value has no metric with one: those are judged themselves.
      stepShard(this.#shards[k], summary.tails[k], { ...context, missing: false }, values, scores)
      return { values, scores }
    })
    const statistics = Array.from({ length: measures }, (_, measure) => [
      statisticOf(
        leaves.map(({ scores }) => scores.score),
        measure,
        measures,
      ),
      ...ROLL_UP_LAYERS.map((__, k) => statisticOf([judged[k].scores.score], measure, measures)),
      breadthStatistic(judged[BREADTH], measure, measures),
    ])
    const relative = this.#judgeRelative(judged[SINGLE], context, summary.relative?.tails ?? this.#untold)
    const relatives = summary.relative?.calibrations ?? statistics.map(() => UNCALIBRATED)
    const silent = statistics.map((_, index) => silentSlices(this.table, leaves, { index, count: measures }))
    const silences = summary.silences ?? statistics.map(() => UNCALIBRATED)
    const evidence = statistics.map((own, measure): MeasureEvidence => {
      const calibrations = summary.calibrations[measure]
      const layers = own.map((statistic, k): LayerEvidence => ({
        layer: LAYERS[k],
        ...statistic,
        calibration: calibrations[k],
      }))
      const silence = this.#silenceEvidence(silent[measure], silences[measure])
      const beside: LayerEvidence = {
        layer: 'relative',
        ...statisticOf([relative.scores.score], measure, measures),
        calibration: relatives[measure],
      }
      return {
        layers: [...[...layers, beside].filter(({ scored }) => scored > 0), ...silence],
        calibration: calibrations[LAYERS.length],
      }
    })
    return {
      step: {
        rollUps: judged.slice(0, ROLL_UP_LAYERS.length),
        breadth: judged[BREADTH],
        relative,
        silent,
        silences: known,
        evidence,
      },
      summary: {
        tails: this.#tails(),
        calibrations: evidence.map((one, measure) => learned(one, statistics[measure], summary.calibrations[measure])),
        silences: evidence.map(({ layers }, measure) => {
          // What happens together is as rare as it has been: there is no law for it that one could trust beyond that.
          const raw = layers.find(({ layer }) => layer === 'silence')?.raw ?? 0
          return layers.length > 0
            ? learnCalibration(silences[measure], Math.min(raw, MOST_LEARNED))
            : silences[measure]
        }),
        relative: {
          tails: this.#ownTails(RELATIVE),
          calibrations: evidence.map(({ layers }, measure) => {
            const own = layers.find(({ layer }) => layer === 'relative')
            return own === undefined ? relatives[measure] : learnCalibration(relatives[measure], own.raw)
          }),
        },
      },
    }
  }

  /**
   * Teaches the roll-ups an interval of a history whose metrics are not judged: no statistic is calibrated by it.
   *
   * @param leaves - values of the metrics, in shard order
   * @returns the verdicts on the total, index = measure
   */
  learn(leaves: readonly Omit<LeafStep, 'scores'>[], context: StepContext): Scores | undefined {
    this.#settle()
    const judged = rollUpValues(this.table, leaves, this.#config.averaged).map((values, k) => {
      const scores = createScores(values.length, { bounds: false })
      stepShard(this.#shards[k], this.#untold, context, values, scores)
      return { values, scores }
    })
    const single = judged[SINGLE]
    this.#stepRelative(single, context, this.#untold, createScores(single.values.length, { bounds: false }))
    const [total] = judged
    return total === undefined || total.values.length === 0 ? undefined : total.scores
  }

  /** Judges the single values beside their siblings, once they are judged for themselves. */
  #judgeRelative(single: LayerScores, context: StepContext, tails: DetectorSummary): LayerScores {
    const { values } = single
    const scores = createScores(values.length)
    const relatives = this.#stepRelative(single, context, tails, scores)
    judgeValues(scores, values, relatives, single.scores.expected)
    return { values, scores }
  }

  /** Learns how far they are off their siblings. @param scores - filled with the verdicts on that */
  #stepRelative(single: LayerScores, context: StepContext, tails: DetectorSummary, scores: Scores): Relatives {
    const { rollUps } = this.table
    const relatives = relativesOf(rollUps[SINGLE], single.values, single.scores.expected, this.#config.averaged)
    stepShard(this.#shards[RELATIVE], tails, { ...context, missing: false }, relatives.deviations, scores)
    return relatives
  }

  /** Nothing where no metrics are silent together, so that all is then as if nobody had looked. */
  #silenceEvidence(slices: readonly SilentSlice[], calibration: Calibration): readonly LayerEvidence[] {
    if (slices.length === 0) return []
    const scored = this.table.rollUps.reduce((sum, { length }) => sum + length, 0)
    const raw = simesScore(
      slices.map(({ score }) => score),
      scored,
    )
    return [{ layer: 'silence', scored, raw, calibration }]
  }

  /** Makes roll-ups for what is new. */
  #settle(): void {
    const passedOn = this.table.settle()
    const fit = (shard: Shard, layer: number): void => {
      addSeries(shard, this.table.rollUps[layer].length - shard.series)
      for (const place of passedOn[layer]) clearSeries(shard, place)
    }
    this.table.rollUps.forEach((_, layer) => fit(this.#shards[layer], layer))
    fit(this.#shards[RELATIVE], SINGLE)
  }

  /** Roll-ups share their tails: there are too few of a layer to prove that large deviations are rare. */
  #tails(): readonly DetectorSummary[] {
    const { length } = this.#config.averaged
    const rollUps = this.#shards.slice(0, BREADTH).map(summarise)
    // No roll-up is judged when it has no value: how they end is no matter.
    const { tails } = mergeSummaries(rollUps, length)
    return [...rollUps.map(() => ({ tails })), this.#ownTails(BREADTH)]
  }

  #ownTails(shard: number): DetectorSummary {
    return { tails: mergeSummaries([summarise(this.#shards[shard])], this.#config.averaged.length).tails }
  }
}

function emptyShard({ interval, averaged, learningPoints }: LayerConfig): Shard {
  return createShard({ interval, measures: averaged.length, learningPoints })
}

/** The calibrations of a measure after an interval; those of layers without a score stay as they are. */
function learned(
  { layers }: MeasureEvidence,
  statistics: readonly Statistic[],
  known: readonly Calibration[],
): readonly Calibration[] {
  const greatest = greatestLayer(
    layers,
    layers.map(({ raw }) => raw),
  )
  const own = statistics.map(({ scored, raw }, k) => (scored > 0 ? learnCalibration(known[k], raw) : known[k]))
  return [...own, layers.length > 1 ? learnCalibration(known[LAYERS.length], greatest) : known[LAYERS.length]]
}

interface Statistic {
  readonly scored: number
  readonly raw: number
}

/** Simes over all scores of a measure in a layer. */
function statisticOf(arrays: readonly Float64Array[], measure: number, measures: number): Statistic {
  let scored = 0
  const high: number[] = []
  for (const scores of arrays) {
    for (let index = measure; index < scores.length; index += measures) {
      const score = scores[index]
      if (score !== score) continue
      scored++
      if (score >= LEAST_SCORE) high.push(score)
    }
  }
  return { scored, raw: simesScore(Float64Array.from(high).toSorted().toReversed(), scored) }
}

/** More metrics than usual are a little off on one side; fewer than usual is nothing. */
function breadthStatistic({ values, scores }: LayerScores, measure: number, measures: number): Statistic {
  let scored = 0
  let raw = 0
  for (let index = measure; index < values.length; index += measures) {
    const score = scores.score[index]
    if (score !== score) continue
    // One test: the calibration knows that it has two sides.
    scored = 1
    if (values[index] > scores.expected[index] && score > raw) raw = score
  }
  return { scored, raw }
}
