import type { LabelledSeries } from './labelled-series.ts'

/** A method's verdicts on a series, one a row; 0 where it has none. */
export interface Verdicts {
  /** Higher = more anomalous, comparable between series. */
  readonly scores: Float64Array
  /** 0 .. 100, where the method says how severe. */
  readonly severities?: Float64Array
}

/** A way of finding anomalies: judges each row by the rows before it. */
export interface Method {
  readonly name: string
  /** Takes minutes for 100,000 rows. */
  readonly slow?: boolean
  judge(series: LabelledSeries): Verdicts
}
