import { severityOf } from '../detection/index.ts'

/** What the metrics of a group, taken together, say about one interval. */
export interface GroupVerdict {
  /** -log10 p that a normal measure shows as much. */
  readonly score: number
  /** Metrics from this score on are discoveries at a false discovery rate of 10 %; Infinity = none is. */
  readonly discovery: number
}

/**
 * Score of a set of metrics of one measure in one interval: Simes' p-value, so that a measure of 50,000 metrics is as
 * rarely severe as one of a single metric. The highest raw score is not: it would reach severity 70 eight times an
 * interval in such a measure.
 *
 * The discoveries are Benjamini and Hochberg's at 10 %, which is where severity begins: there is one exactly when the
 * severity of the score is above 0. This is one layer's statistic; roll-ups would be further layers beside it.
 *
 * @param scores - -log10 p of the metrics that count, in any order; all others are taken for normal
 * @param scored - metrics of the measure that got a score in the interval, N >= scores.length
 * @returns score max over k of s_(k) - log10(N / k), s_(k) the kth greatest; at least 0
 * @see Simes 1986, https://doi.org/10.1093/biomet/73.3.751; Benjamini and Hochberg 1995
 */
export function judgeGroup(scores: readonly number[], scored: number): GroupVerdict {
  let score = 0
  let discovery = Infinity
  scores
    .toSorted((a, b) => b - a)
    .forEach((metricScore, index) => {
      const adjusted = metricScore - Math.log10(scored / (index + 1))
      if (adjusted > score) score = adjusted
      if (groupSeverity(adjusted) > 0) discovery = metricScore
    })
  return { score, discovery }
}

/**
 * Severity of a group's score, by the law that metrics have: 50 at p = 0.001 an interval, 100 from 0.00001 on.
 *
 * @param score - -log10 p
 * @returns 0 .. 100 with two decimals
 */
export function groupSeverity(score: number): number {
  return Math.round(100 * severityOf(score)) / 100
}
