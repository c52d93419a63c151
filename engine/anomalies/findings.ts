import type { Scores } from '../detection/index.ts'
import type { Layer, MeasureEvidence, RollUpValues } from '../layers/index.ts'

/**
 * Score (-log10 p) from which a metric's interval counts as anomalous: a normal metric gets there once in 316
 * intervals. What is reported is decided by the group's severity.
 */
export const ANOMALY_SCORE = 2.5

/** The anomalous metrics of one interval. */
export interface IntervalFindings {
  /** Start of the interval, epoch milliseconds. */
  readonly start: number
  /**
   * Number of the interval on the detector's grid: the following interval has the following number, whether or not
   * anything could be read in it. Gaps are counted with it. Any origin that stays the same within a generation.
   */
  readonly sequence: number
  /** Measures with nothing anomalous may be left out. */
  readonly measures: readonly MeasureFindings[]
}

/** The anomalous metrics of one measure in one interval. */
export interface MeasureFindings {
  readonly measure: string
  /** Metrics of the measure that got a score in this interval, normal ones included; >= `metrics.length`. */
  readonly scored: number
  /** Each series at most once. */
  readonly metrics: readonly MetricFinding[]
  /** What the layers of the measure show; by default there is the layer of the metrics alone, and it keeps its law. */
  readonly evidence?: MeasureEvidence
  /** The highest score first; none by default. */
  readonly rollUps?: readonly RollUpFinding[]
}

/** A roll-up's anomalous interval, with the metrics that explain it. */
export interface RollUpFinding extends Omit<MetricFinding, 'series' | 'value'> {
  readonly value: number
  /**
   * For `breadth`, values and bounds are shares of metrics that are a little off on one side; for `silence` numbers of
   * metrics that are silent.
   */
  readonly layer: Exclude<Layer, 'leaf'>
  readonly values: RollUpValues
  /** The false discovery rate of its layer lets it through; else it is here because an open group has it. */
  readonly discovered: boolean
  /** Metrics that deviate to the same side, the greatest part first; at least one. */
  readonly parts: readonly MetricFinding[]
}

/** One metric's anomalous interval. Finite numbers, plain JSON. */
export interface MetricFinding {
  /** Number of the series, the same as long as the generation lasts. */
  readonly series: number
  /** Null: it is missing, which is the anomaly. */
  readonly value: number | null
  readonly expected: number
  readonly lower: number
  readonly upper: number
  readonly score: number
  readonly severity: number
  /** It still learns: nothing is expected of it yet, expected, bounds and score are 0, and it is here as a part of a roll-up. */
  readonly learning?: true
  /** Of one that still learns and has 0: how far it is off as its roll-up is, for 0 would weigh nothing in a group. */
  readonly off?: number
}

/**
 * Picks the anomalous metrics out of one interval's scores.
 *
 * @param measures - names, in the order of the metrics
 * @param values - one value a metric, index = series * measures.length + measure; NaN = none
 * @param scores - verdicts, same index; NaN while a metric learns or has no value that counts. A score without a value is
 *   that of missing data
 * @returns one entry a measure, in the order of `measures`; series ascending
 */
export function findAnomalies(
  measures: readonly string[],
  values: Float64Array,
  scores: Pick<Scores, 'expected' | 'lower' | 'upper' | 'score' | 'severity'>,
): MeasureFindings[] {
  const width = measures.length
  return measures.map((measure, offset) => {
    const metrics: MetricFinding[] = []
    let scored = 0
    for (let index = offset; index < scores.score.length; index += width) {
      const score = scores.score[index]
      if (Number.isNaN(score)) continue
      scored++
      if (score < ANOMALY_SCORE) continue
      metrics.push({
        series: (index - offset) / width,
        value: Number.isNaN(values[index]) ? null : values[index],
        expected: scores.expected[index],
        lower: scores.lower[index],
        upper: scores.upper[index],
        score,
        severity: scores.severity[index],
      })
    }
    return { measure, scored, metrics }
  })
}
