import type { Interval } from '../../spec/interval.ts'

/** A metric with the truth about it. Index = row, oldest first. */
export interface LabelledSeries {
  readonly name: string
  /** The interval it is judged at. */
  readonly interval: Interval
  /** Usual distance of two rows. */
  readonly seconds: number
  /** UNIX seconds, rising. */
  readonly times: Float64Array
  /** NaN = missing. */
  readonly values: Float64Array
  /** 0 normal, 1 anomaly, 2 do not judge. */
  readonly labels: Uint8Array
  /** What kind of thing happened between two rows (both included), where that is known. */
  readonly happenings?: readonly { readonly kind: string; readonly start: number; readonly end: number }[]
}

/** Series that are judged together, with one threshold for all. */
export interface LabelledSet {
  readonly name: string
  readonly series: readonly LabelledSeries[]
}
