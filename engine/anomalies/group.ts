/** Metrics of one measure that went wrong together: from one onset on, for as long as it lasts. */
export interface AnomalyGroup {
  /** UUID; the same for the same data (from detector, generation, measure and onset). */
  readonly id: string
  readonly measure: string
  /** Interval starts, epoch milliseconds, both inclusive. */
  readonly start: number
  readonly end: number
  /** 0 .. 100 with two decimals, the highest so far, as judgements about similar anomalies leave it. */
  readonly severity: number
  /** What judgements changed its severity by; none where it is as it was found. */
  readonly adjustment?: GroupAdjustment
  /** Metrics of the group, the greatest contribution first; at most `MAX_LISTED_METRICS`. */
  readonly metrics: readonly AnomalousMetric[]
  /** Metrics of the group in all, those that `metrics` has no room for included. */
  readonly metricCount: number
  /**
   * Per dimension, in the order of the dataset, the share of each value in the deviation of the metrics that `slices` explain; of
   * the group's metrics where there are none.
   */
  readonly contributions: readonly DimensionContribution[]
  /**
   * The smallest slices that explain the group in its most severe interval, or in that in which what is certain for itself joined it
   * (of those in which any do), the strongest first. None where nothing deviates in common, and in groups that were written before
   * there were slices.
   */
  readonly slices?: readonly AnomalousSlice[]
  /**
   * Totals and sums over the metrics that share values, as far as they are anomalous as a whole; the highest score first, at
   * most 50. Groups written before there were roll-ups have none.
   */
  readonly rollUps?: readonly AnomalousRollUp[]
  /** Other measures that have to do with it; none where no link to the measure is known. */
  readonly causes?: GroupCauses
}

/** How judgements about similar anomalies changed the severity of a group. */
export interface GroupAdjustment {
  /** 0 .. 100 with two decimals. */
  readonly severityBefore: number
  /** Such as `severity 64, lowered from 81 by 3 judgements`. */
  readonly text: string
  /** Judgement by judgement, who said what and when, how similar it was and what it did; the greatest effect first. */
  readonly reasons: readonly string[]
}

/** What other measures have to do with a group. Guide: Causal relationships. */
export interface GroupCauses {
  /** Measures that may have caused it, the greatest share first. */
  readonly causes: readonly RelatedMeasure[]
  /** Measures that it may move or has moved, the greatest share first; not those that stayed as expected when it was their time. */
  readonly effects: readonly RelatedMeasure[]
  /** Measures that move together with it, in a way that cannot be told. */
  readonly movesTogether: readonly string[]
  /** What no measure explains, percent: with the shares of the causes 100. */
  readonly unknownPercent: number
}

/** Another measure's part in a group. */
export interface RelatedMeasure {
  readonly measure: string
  /** Percent: a cause's share in the group, the group's share in what an effect did. */
  readonly percent: number
  /** Intervals between cause and effect. */
  readonly lagIntervals: number
  /** It was beyond 3 sigma itself. */
  readonly anomalous: boolean
}

/** Metrics with some dimension values in common that deviate together. */
export interface AnomalousSlice {
  /** A value by dimension, null where all count; parallel to the dataset's dimensions. */
  readonly values: readonly (string | null)[]
  /** Metrics that it explains. */
  readonly metrics: number
  /** Of these, metrics that have no value, which is the anomaly; not there where none is missing. */
  readonly missing?: number
  /**
   * The change of their sum: (value - expected) / expected, where what was expected is smaller than the usual error, over the error;
   * -1,000 .. 1,000, for measures without negative values from -1 on.
   */
  readonly change: number
  /** Their part of the deviation that the slices of the group explain, 0 .. 1. */
  readonly share: number
}

/** A total, or the sum (of averages: the mean weighted by records) of all metrics that share one or two dimension values. */
export interface AnomalousRollUp {
  /**
   * `breadth` is none of them: its values are shares of metrics that are a little off on one side. Nor is `silence`: its values are
   * numbers of metrics that are silent. `relative` is a single value beside the other values of its dimension: what is expected is
   * what it would be if it did what those do.
   */
  readonly layer: 'total' | 'single' | 'pair' | 'breadth' | 'relative' | 'silence'
  /** A value by dimension, null where all count; parallel to the dataset's dimensions. */
  readonly values: readonly (string | null)[]
  /** The interval with the highest score. */
  readonly point: AnomalousPoint
  /** Anomalous intervals in all. */
  readonly count: number
}

/** One metric of a group with its anomalous intervals. */
export interface AnomalousMetric {
  /** Dimension values, parallel to the dataset's dimensions. */
  readonly series: readonly string[]
  /** Share of this metric in the group's deviation, percent with two decimals. */
  readonly contribution: number
  /** Ascending by start; the oldest are left out when all open groups together have more than `MAX_LISTED_POINTS`. */
  readonly points: readonly AnomalousPoint[]
  /** Anomalous intervals in all, those that `points` has no room for included. */
  readonly pointCount: number
}

/** A value that a detector did not expect. */
export interface AnomalousPoint {
  readonly start: number
  /** Null: a metric that nearly always has a value has none, and that is the anomaly. */
  readonly value: number | null
  readonly expected: number
  readonly lower: number
  readonly upper: number
  /** -log10 of how rarely a normal metric would do this. */
  readonly score: number
  /** 0 .. 100. */
  readonly severity: number
  /**
   * The metric is new and still learns: bounds and score are 0, and expected is its share of what was expected of a roll-up of such metrics, or
   * else 0.
   */
  readonly learning?: true
}

/** Shares of one dimension's values. */
export interface DimensionContribution {
  readonly dimension: string
  /** Integers that add up to 100, greatest first; at most `MAX_LISTED_VALUES`, what is left out has 0. */
  readonly values: readonly { readonly value: string; readonly percent: number }[]
  /** Values that the group's metrics have in all, those left out of `values` included. */
  readonly valueCount: number
}
