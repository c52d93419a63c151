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

interface Metric {
  readonly series: number
  /** Intervals since it fell silent, or began. */
  readonly since: number
}

/** Metrics that have begun and may take the places of silent ones that have all of their values but the new ones. */
interface Begun {
  /** By the values, with those that are new left open: the latest first. */
  readonly places: ReadonlyMap<string, Metric[]>
  /** By dimension, which values may be new together; the fewest first. */
  readonly masks: readonly (readonly boolean[])[]
}

/** In place of a value that is as new as the metric. */
const NEW = -1

/*
 * A release, a restart, a scheduler end pods and begin others: these have names of their own, and perhaps a new version, but are of the
 * same service and zone. Where as many have come as are gone nothing is missing. Two things tell that from a zone that fails while
 * what it did begins elsewhere: what is new differs from what is silent only in values that came with it, and takes one place.
 */

/**
 * Takes back the verdicts on silent metrics whose places others have taken: that have begun since then, or shortly before, and differ
 * only in dimension values that are new, too. One that has fallen silent itself has taken a place all the same: it is missed in its turn.
 *
 * @param leaves - all shards, in their order; the scores of what is replaced become NaN
 * @param measures - how many there are
 */
export function takeBackReplaced(
  table: RollUpTable,
  leaves: readonly LivingLeaves[],
  measures: number,
  overlap: Overlap,
): void {
  const shards = new Map(leaves.map(({ shard, scores }) => [shard, scores]))
  for (let measure = 0; measure < measures; measure++) {
    const own = { leaves, measure, measures }
    const silent = silentMetrics(own)
    if (silent.length === 0) continue
    const { places, masks } = begunOf(table, own, silent.at(-1)!.since + overlap.ofMetrics, overlap.ofValues)
    // The latest first: what has begun lately can have taken no other place.
    for (const { series, since } of places.size > 0 ? silent : []) {
      const values = valuesOf(table, series)
      const found = masks
        .map((mask) => places.get(keyOf(values, mask)))
        .find((metrics) => {
          const first = metrics?.[0]
          return first !== undefined && first.since <= since + overlap.ofMetrics && first.series !== series
        })
      if (found === undefined) continue
      found.shift()
      clear(shards.get(series % SHARDS)!, Math.floor(series / SHARDS) * measures + measure)
    }
  }
}

interface MeasureLeaves {
  readonly leaves: readonly LivingLeaves[]
  readonly measure: number
  readonly measures: number
}

/** Those that are missed, the latest first; none where there is a verdict on none of them. */
function silentMetrics({ leaves, measure, measures }: MeasureLeaves): readonly Metric[] {
  const silent: Metric[] = []
  let judged = false
  for (const { shard, scores } of leaves) {
    const { score, silence } = scores
    for (let place = 0, index = measure; index < silence.length; place++, index += measures) {
      const since = silence[index]
      if (since !== since) continue
      silent.push({ series: place * SHARDS + shard, since })
      judged ||= score[index] === score[index]
    }
  }
  return judged ? silent.toSorted(latest) : []
}

/**
 * Metrics that have begun, by what they have in common with those that they replace.
 *
 * @param within - intervals
 * @param overlap - of values
 */
function begunOf(table: RollUpTable, own: MeasureLeaves, within: number, overlap: number): Begun {
  const begun = begunMetrics(own, within)
  const oldest = agesOf(table, own, begun)
  const places = new Map<string, Metric[]>()
  const masks = new Map<string, readonly boolean[]>()
  for (const metric of begun) {
    const values = valuesOf(table, metric.series)
    const mask = values.map((value) => oldest.get(value)! <= metric.since + overlap)
    if (!mask.includes(true)) continue
    masks.set(mask.join(), mask)
    const key = keyOf(values, mask)
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

function clear({ expected, lower, upper, score, severity }: LivingLeaves['scores'], index: number): void {
  for (const verdicts of [expected, lower, upper, score, severity]) {
    if (index < verdicts.length) verdicts[index] = Number.NaN
  }
}

function latest(a: Metric, b: Metric): number {
  return a.since - b.since || a.series - b.series
}

function keyOf(values: readonly number[], mask: readonly boolean[]): string {
  return values.map((value, d) => (mask[d] ? NEW : value)).join()
}

function newIn(mask: readonly boolean[]): number {
  return mask.filter(Boolean).length
}
