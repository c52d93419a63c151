/** One interval's verdicts, index = metric. NaN everywhere while a metric is learning or has no value. */
export interface Scores {
  readonly expected: Float64Array
  /** Bounds of what is normal: a value lies outside exactly when its severity reaches the threshold they were asked for. */
  readonly lower: Float64Array
  readonly upper: Float64Array
  /** -log10 p: how rarely a normal metric would do this. >= 0. */
  readonly score: Float64Array
  /** 0 .. 100. */
  readonly severity: Float64Array
}

/** Empty verdicts for so many metrics, to be filled by `stepShard`. */
export function createScores(metrics: number): Scores {
  const array = () => new Float64Array(metrics).fill(Number.NaN)
  return { expected: array(), lower: array(), upper: array(), score: array(), severity: array() }
}
