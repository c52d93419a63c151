import { SHARDS, type Scores } from '../detection/index.ts'
import type { RollUpTable } from './roll-up-table.ts'
import type { LeafValues } from './roll-up-values.ts'

/** One shard's series in a judged interval, of which only lives and silences count. */
export interface LivingLeaves extends LeafValues {
  readonly scores: Pick<Scores, 'expected' | 'lower' | 'upper' | 'score' | 'severity' | 'age' | 'silence'>
}

/** How long before a metric falls silent another may begin that takes its place, and before that one its values; in intervals. */
export interface Overlap {
  readonly ofMetrics: number
  readonly ofValues: number
}

export interface Metric {
  readonly series: number
  /** Intervals since it fell silent, or began. */
  readonly since: number
}

/** Metrics that have begun and may take the places of others that have all of their values but the new ones. */
export interface Begun {
  /** By the values, with those that are new left open: the latest first. */
  readonly places: ReadonlyMap<string, Metric[]>
  /** By dimension, which values may be new together; the fewest first. */
  readonly masks: readonly (readonly boolean[])[]
}

/** In place of a value that is as new as the metric. */
const NEW = -1

/** A measure of the metrics of all shards. */
export interface MeasureLeaves {
  readonly leaves: readonly LivingLeaves[]
  readonly measure: number
  readonly measures: number
}

/**
 * Metrics that have begun, by what they have in common with those that they replace.
 *
 * @param within - intervals
 * @param overlap - of values
 */
export function begunOf(table: RollUpTable, own: MeasureLeaves, within: number, overlap: number): Begun {
  const begun = begunMetrics(own, within)
  const oldest = agesOf(table, own, begun)
  const places = new Map<string, Metric[]>()
  const masks = new Map<string, readonly boolean[]>()
  for (const metric of begun) {
    const values = valuesOf(table, metric.series)
    const mask = values.map((value) => oldest.get(value)! <= metric.since + overlap)
    if (!mask.includes(true)) continue
    masks.set(mask.join(), mask)
    const key = keyOf(table, metric.series, mask)
    const known = places.get(key)
    if (known === undefined) places.set(key, [metric])
    else known.push(metric)
  }
  return { places, masks: Array.from(masks.values()).toSorted((a, b) => newIn(a) - newIn(b)) }
}

/** Those that have begun within so many intervals and are there, or are missed; the latest first. */
function begunMetrics({ leaves, measure, measures }: MeasureLeaves, within: number): readonly Metric[] {
  const begun: Metric[] = []
  for (const { shard, values, scores } of leaves) {
    const { age, silence } = scores
    for (let place = 0, index = measure; index < age.length; place++, index += measures) {
      const isThere = values[index] === values[index] || silence[index] === silence[index]
      if (isThere && age[index] <= within) begun.push({ series: place * SHARDS + shard, since: age[index] })
    }
  }
  return begun.toSorted(latest)
}

/** Intervals since a metric with one of the values of `begun` had its first value. */
function agesOf(
  table: RollUpTable,
  { leaves, measure, measures }: MeasureLeaves,
  begun: readonly Metric[],
): ReadonlyMap<number, number> {
  const ages = new Map(begun.flatMap(({ series }) => valuesOf(table, series).map((value) => [value, 0])))
  if (ages.size === 0) return ages
  const { dimensions, slots } = table
  for (const { shard, scores } of leaves) {
    const rows = table.rows(shard)
    for (let row = 1, index = measure; index < scores.age.length; row += slots.length, index += measures) {
      const age = scores.age[index]
      for (let at = row; at < row + dimensions; at++) {
        const known = ages.get(rows[at])
        if (known !== undefined && age > known) ages.set(rows[at], age)
      }
    }
  }
  return ages
}

/** A series' values, as numbers of the table's candidates for single values. */
function valuesOf(table: RollUpTable, series: number): readonly number[] {
  const from = Math.floor(series / SHARDS) * table.slots.length + 1
  return Array.from(table.rows(series % SHARDS).subarray(from, from + table.dimensions))
}

export function clear(
  { expected, lower, upper, score, severity, silence }: LivingLeaves['scores'],
  index: number,
): void {
  for (const verdicts of [expected, lower, upper, score, severity, silence]) {
    if (index < verdicts.length) verdicts[index] = Number.NaN
  }
}

export function latest(a: Metric, b: Metric): number {
  return a.since - b.since || a.series - b.series
}

/** What metrics of one place have in common: their values, those that may be new left open. */
export function keyOf(table: RollUpTable, series: number, mask: readonly boolean[]): string {
  const rows = table.rows(series % SHARDS)
  const from = Math.floor(series / SHARDS) * table.slots.length + 1
  let key = ''
  for (let d = 0; d < mask.length; d++) key += `${mask[d] ? NEW : rows[from + d]},`
  return key
}

function newIn(mask: readonly boolean[]): number {
  return mask.filter(Boolean).length
}
