import type { LabelledSeries } from '../../bench/accuracy/labelled-series.ts'

/** A series of 5-minute rows (or others) with labels at some rows. */
export function makeSeries(
  values: ArrayLike<number>,
  { labels = {}, seconds = 300 }: { readonly labels?: Readonly<Record<number, 1 | 2>>; readonly seconds?: number } = {},
): LabelledSeries {
  const rows = values.length
  return {
    name: 'series',
    interval: seconds === 86_400 ? 'P1D' : seconds === 3600 ? 'PT1H' : 'PT5M',
    seconds,
    times: Float64Array.from({ length: rows }, (_, row) => Date.UTC(2024, 0, 1) / 1000 + row * seconds),
    values: Float64Array.from(values),
    labels: Uint8Array.from({ length: rows }, (_, row) => labels[row] ?? 0),
  }
}
