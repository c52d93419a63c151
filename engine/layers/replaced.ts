import { SHARDS } from '../detection/index.ts'
import {
  begunOf,
  clear,
  keyOf,
  latest,
  type LivingLeaves,
  type MeasureLeaves,
  type Metric,
  type Overlap,
} from './begun.ts'
import type { RollUpTable } from './roll-up-table.ts'

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
      const found = masks
        .map((mask) => places.get(keyOf(table, series, mask)))
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

/** Those that are missed, the latest first. */
function silentMetrics({ leaves, measure, measures }: MeasureLeaves): readonly Metric[] {
  const silent: Metric[] = []
  for (const { shard, scores } of leaves) {
    const { silence } = scores
    for (let place = 0, index = measure; index < silence.length; place++, index += measures) {
      const since = silence[index]
      if (since !== since) continue
      silent.push({ series: place * SHARDS + shard, since })
    }
  }
  return silent.toSorted(latest)
}
