/** What an expected value is made of, in the unit of the values; the four add up to it. Index = metric. */
export interface Parts {
  /** Where the metric is these days. */
  readonly level: Float64Array
  /** What the time of day adds (at P1D: the day of the week). */
  readonly season: Float64Array
  /** What the hour of the week adds to that (at P1D: the day of the year); 0 while it explains nothing. */
  readonly long: Float64Array
  /** What the last values' distance from all that adds. */
  readonly memory: Float64Array
}

/**
 * One interval's verdicts, index = metric. NaN everywhere while a metric is learning or has no value. A missing value that is
 * judged and unusual has a score, a severity, and what was expected of it with bounds.
 */
export interface Scores {
  readonly expected: Float64Array
  /**
   * Bounds of what is normal: a value lies outside exactly when its severity reaches the threshold they were asked for. Empty
   * arrays where they are not wanted.
   */
  readonly lower: Float64Array
  readonly upper: Float64Array
  /** -log10 p: how rarely a normal metric would do this. >= 0. */
  readonly score: Float64Array
  /** 0 .. 100. */
  readonly severity: Float64Array
  /**
   * What is judged of how far the value lies off, in sigma of one step: positive above the expected value. On the way back from an
   * excess only what goes beyond level and profiles, so that it can be 0 off the expected value. NaN where the value is missing.
   */
  readonly deviation: Float64Array
  /** Where the value lies off level and profiles, in sigma of that: the memory of the last values is left aside. */
  readonly residual: Float64Array
  /** Intervals since the metric began, NaN before its first one. */
  readonly age: Float64Array
  /** Intervals of a silence of a metric that is missed, be it unusual or not, and judged or not. */
  readonly silence: Float64Array
  /** Filled where asked for. */
  readonly parts?: Parts
}

/**
 * Empty verdicts for so many metrics, to be filled by `stepShard`.
 *
 * @param wanted - `bounds` (default true), `parts` (default false)
 */
export function createScores(
  metrics: number,
  wanted: { readonly bounds?: boolean; readonly parts?: boolean } = {},
): Scores {
  const array = () => new Float64Array(metrics).fill(Number.NaN)
  const { bounds = true, parts = false } = wanted
  return {
    expected: array(),
    lower: bounds ? array() : new Float64Array(0),
    upper: bounds ? array() : new Float64Array(0),
    score: array(),
    severity: array(),
    deviation: array(),
    residual: array(),
    age: array(),
    silence: array(),
    ...(parts && { parts: { level: array(), season: array(), long: array(), memory: array() } }),
  }
}
