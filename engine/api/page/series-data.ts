import type { AnomalousMetric, AnomalyGroup } from '../../anomalies/index.ts'
import type { SeriesData } from '../../console/index.ts'
import type { MetricHistory } from '../../history/index.ts'
import type { IntervalGrid } from '../../time/index.ts'
import type { FoundGroup } from './page-request.ts'

/** How much is shown around a group: intervals before its first and after its last. */
export interface Surroundings {
  readonly before: number
  readonly after: number
}

/** Intervals of one chart at most from the onset on: of an anomaly that lasts longer its beginning is shown. */
const MOST_INTERVALS = 1_000

/**
 * Charts of metrics of a group, all over the same intervals. Intervals before the first that holds any value are left out, and so are those
 * that were not executed yet.
 *
 * @param metrics - of `group`
 */
export async function seriesData(
  found: FoundGroup,
  group: AnomalyGroup,
  metrics: readonly AnomalousMetric[],
  surroundings: Surroundings,
): Promise<readonly SeriesData[]> {
  const { detector, grid, generation, now } = found
  const { last } = now
  const measures = detector.dataset.measures.map(({ column }) => column)
  const measure = measures.indexOf(group.measure)
  if (last === null || measure < 0) return []
  const starts = startsAround(grid, group, surroundings, last.end)
  const wanted = metrics.map(({ series }) => ({ measure, series }))
  const histories = await generation.series.read(last, grid, measures.length, wanted, starts)
  const drawn = histories.map((history, index) => withPoints(history, metrics[index], starts))
  const onset = starts.indexOf(group.start)
  const isKnown = (at: number): boolean => drawn.some(({ value, expected }) => (value[at] ?? expected[at]) !== null)
  const from = starts.findIndex((_, at) => at >= onset || isKnown(at))
  return drawn.map((history, index) => ({
    measure: group.measure,
    series: metrics[index].series,
    starts: starts.slice(from),
    value: history.value.slice(from),
    expected: history.expected.slice(from),
    lower: history.lower.slice(from),
    upper: history.upper.slice(from),
    severity: history.severity.slice(from),
  }))
}

function startsAround(
  grid: IntervalGrid,
  { start: onset, end }: AnomalyGroup,
  { before, after }: Surroundings,
  lastEnd: number,
): readonly number[] {
  const earlier: number[] = []
  for (let start = onset; earlier.length < before;) earlier.push((start = grid.previous(start)))
  const starts = [onset]
  let later = 0
  for (let start = grid.next(onset); start < lastEnd && starts.length < MOST_INTERVALS; start = grid.next(start)) {
    if (start > end && ++later > after) break
    starts.push(start)
  }
  return [...earlier.toReversed(), ...starts]
}

/** Where an earlier version has kept no points, those that the group itself lists are there at least. */
function withPoints(history: MetricHistory, { points }: AnomalousMetric, starts: readonly number[]): MetricHistory {
  const listed = new Map(points.map((point) => [point.start, point]))
  const fill = (name: keyof MetricHistory): readonly (number | null)[] =>
    history[name].map((value, at) =>
      history.expected[at] === null && history.value[at] === null ? (listed.get(starts[at])?.[name] ?? null) : value,
    )
  return {
    value: fill('value'),
    expected: fill('expected'),
    lower: fill('lower'),
    upper: fill('upper'),
    severity: fill('severity'),
  }
}
